// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.simulator;

import java.time.Instant;
import java.util.random.RandomGenerator;

import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Reading;

/**
 * A machine whose temperature wanders about its normal one, and now and then above the
 * usual limit. Confined to the thread of the simulator.
 */
final class SimulatedMachine {

	private static final double NORMAL = 68;

	private static final double RETURN = 0.1;

	private static final double UNREST = 2.5;

	private final MachineId id;

	private final RandomGenerator random;

	private double celsius = NORMAL;

	SimulatedMachine(MachineId id, RandomGenerator random) {
		this.id = id;
		this.random = random;
	}

	MachineId id() {
		return this.id;
	}

	Reading next(Instant time) {
		this.celsius += RETURN * (NORMAL - this.celsius) + UNREST * this.random.nextGaussian();
		return new Reading(Math.round(this.celsius * 10) / 10.0, time);
	}

}
