// SPDX-License-Identifier: Apache-2.0
/** Machines, their readings and their limits; knows nothing of MQTT. */
@NullMarked
package io.github.mqttboot.sample.plant;

import org.jspecify.annotations.NullMarked;
