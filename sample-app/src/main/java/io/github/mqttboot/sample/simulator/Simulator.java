// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.simulator;

import java.time.Clock;
import java.util.List;
import java.util.Random;

import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.spring.MqttOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Publishes readings of machines that are not there.
 */
@Component
@ConditionalOnBooleanProperty(name = "sample.simulator.enabled", matchIfMissing = true)
class Simulator {

	private static final Logger logger = LoggerFactory.getLogger(Simulator.class);

	private final List<SimulatedMachine> machines;

	private final MqttOperations mqtt;

	private final Clock clock;

	Simulator(SimulatorProperties properties, MqttOperations mqtt, Clock clock) {
		this.machines = properties.machineIds().stream().map(Simulator::machine).toList();
		this.mqtt = mqtt;
		this.clock = clock;
	}

	private static SimulatedMachine machine(MachineId id) {
		return new SimulatedMachine(id, new Random(id.hashCode())); // the same each time
	}

	@Scheduled(fixedRateString = "${sample.simulator.interval}", initialDelayString = "${sample.simulator.interval}")
	void publishReadings() {
		this.machines.forEach(this::publishReading);
	}

	private void publishReading(SimulatedMachine machine) {
		// QoS 0: if a reading is lost, the next one is not far away
		this.mqtt
			.convertAndSend(machine.id().topic("temperature"), machine.next(this.clock.instant()),
					(message) -> message.qos(QoS.AT_MOST_ONCE))
			.whenComplete((result, failure) -> {
				if (failure != null) {
					logger.debug("no reading of {}: {}", machine.id(), failure.getMessage());
				}
			});
	}

}
