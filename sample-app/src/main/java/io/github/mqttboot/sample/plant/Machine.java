// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import java.time.Instant;

/**
 * What is known of a machine. Immutable: each reading makes the next one.
 *
 * @param id which machine
 * @param celsius its latest temperature
 * @param time when that was taken
 * @param average the average of its last temperatures
 * @param limit the temperature above which it raises an alert
 */
public record Machine(MachineId id, double celsius, Instant time, MovingAverage average, double limit) {

	Machine with(double celsius, Instant time) {
		return new Machine(this.id, celsius, time, this.average.with(celsius), this.limit);
	}

	Machine withLimit(double limit) {
		return new Machine(this.id, this.celsius, this.time, this.average, limit);
	}

	/**
	 * Whether the latest temperature calls for an alert.
	 * @return true if it is above the limit
	 */
	public boolean isTooHot() {
		return this.celsius > this.limit;
	}

}
