// SPDX-License-Identifier: Apache-2.0
/**
 * Compares MQTT clients: {@link io.github.mqttboot.benchmarks.Benchmarks} starts a fresh
 * JVM for each measurement, with one client on its class path.
 */
@NullMarked
package io.github.mqttboot.benchmarks;

import org.jspecify.annotations.NullMarked;
