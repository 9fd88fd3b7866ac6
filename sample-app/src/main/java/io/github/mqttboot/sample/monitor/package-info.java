// SPDX-License-Identifier: Apache-2.0
/** Where the plant meets MQTT: listeners, alerts and commands. */
@NullMarked
package io.github.mqttboot.sample.monitor;

import org.jspecify.annotations.NullMarked;
