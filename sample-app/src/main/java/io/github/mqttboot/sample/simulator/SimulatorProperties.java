// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.simulator;

import java.util.List;

import io.github.mqttboot.sample.plant.MachineId;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The machines that are simulated.
 *
 * @param machines which ones, written {@code line/machine}
 */
@ConfigurationProperties("sample.simulator")
record SimulatorProperties(@DefaultValue List<String> machines) {

	List<MachineId> machineIds() {
		return this.machines.stream().map(MachineId::parse).toList();
	}

}
