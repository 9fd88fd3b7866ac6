// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.mqttboot.client.MqttClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The simulation finds bugs, if there are any. */
class PlantedFaultTests {

	private static final int SEEDS = 5000;

	private static final Logger logger = (Logger) LoggerFactory.getLogger(MqttClient.class.getPackageName());

	@BeforeAll
	static void silence() {
		logger.setLevel(Level.OFF);
	}

	@AfterAll
	static void speak() {
		logger.setLevel(null);
	}

	@ParameterizedTest
	@EnumSource
	void isFound(PlantedFault fault) {
		List<String> others = new ArrayList<>();
		for (long seed = 1; seed <= SEEDS; seed++) {
			String violation = fault.run(seed).violation();
			if (fault.explains(violation)) {
				return;
			}
			if (violation != null) {
				others.add("seed " + seed + ": " + violation);
			}
		}
		assertThat(others).as("what %d seeds with %s complain of", SEEDS, fault).anyMatch(fault::explains);
	}

}
