// SPDX-License-Identifier: Apache-2.0
/**
 * Whole clients against a model of a broker, on a network and a clock that are made up,
 * all from one seed: see {@code docs/reliability.md}. Start reading at
 * {@link io.github.mqttboot.client.simulation.Simulation}.
 */
@NullMarked
package io.github.mqttboot.client.simulation;

import org.jspecify.annotations.NullMarked;
