// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import java.time.Instant;

import io.github.mqttboot.sample.plant.Machine;

/**
 * Published when a machine is too hot.
 *
 * @param line the production line
 * @param machine the machine's name
 * @param celsius its temperature
 * @param limit what it must not exceed
 * @param time when the temperature was taken
 */
record Alert(String line, String machine, double celsius, double limit, Instant time) {

	static Alert of(Machine machine) {
		return new Alert(machine.id().line(), machine.id().machine(), machine.celsius(), machine.limit(),
				machine.time());
	}

}
