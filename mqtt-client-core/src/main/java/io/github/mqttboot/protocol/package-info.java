// SPDX-License-Identifier: Apache-2.0
/**
 * The words of MQTT as immutable data: packets, messages, subscriptions, properties,
 * reason codes, topics and the exceptions. Everything else builds on this package; it
 * depends on nothing of this project. Start at {@link io.github.mqttboot.protocol.Packet}
 * and {@link io.github.mqttboot.protocol.MqttMessage}. Both protocol versions share these
 * words: MQTT 3.1.1 is read into those of MQTT 5, with empty properties.
 */
@NullMarked
package io.github.mqttboot.protocol;

import org.jspecify.annotations.NullMarked;
