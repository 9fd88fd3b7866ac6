// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.web;

import java.time.Instant;

import io.github.mqttboot.sample.plant.Machine;

/**
 * A machine as the outside sees it.
 *
 * @param line its production line
 * @param machine its name
 * @param celsius its latest temperature
 * @param time when that was taken
 * @param average the moving average
 * @param limit the temperature above which it raises an alert
 * @param tooHot whether it does
 */
record MachineView(String line, String machine, double celsius, Instant time, double average, double limit,
		boolean tooHot) {

	static MachineView of(Machine machine) {
		return new MachineView(machine.id().line(), machine.id().machine(), machine.celsius(), machine.time(),
				Math.round(machine.average().value() * 100) / 100.0, machine.limit(), machine.isTooHot());
	}

}
