// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.simulator;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.sample.plant.MachineId;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The machines that are simulated.
 *
 * @param enabled whether any are
 * @param interval how often each publishes a reading
 * @param machines which ones, written {@code line/machine}
 */
@ConfigurationProperties("sample.simulator")
record SimulatorProperties(@DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration interval,
		@DefaultValue( {
				"hall-a/press-1", "hall-a/press-2", "hall-b/oven-1" }) List<String> machines){

	List<MachineId> machineIds() {
		return this.machines.stream().map(MachineId::parse).toList();
	}

}
