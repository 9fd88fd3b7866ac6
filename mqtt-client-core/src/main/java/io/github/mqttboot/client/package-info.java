// SPDX-License-Identifier: Apache-2.0
/**
 * What applications program against. Start at
 * {@link io.github.mqttboot.client.MqttClient}. This package joins the session, which
 * knows the rules of MQTT, with a transport, which knows the network; neither knows the
 * other.
 */
@NullMarked
package io.github.mqttboot.client;

import org.jspecify.annotations.NullMarked;
