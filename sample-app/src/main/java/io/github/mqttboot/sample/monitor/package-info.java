// SPDX-License-Identifier: Apache-2.0
/** Where the plant meets MQTT and HTTP: listeners, alerts, commands and the view. */
@NullMarked
package io.github.mqttboot.sample.monitor;

import org.jspecify.annotations.NullMarked;
