// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Reading;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatedMachineTests {

	private static final Instant START = Instant.parse("2026-11-23T10:15:00Z");

	private final SimulatedMachine machine = new SimulatedMachine(new MachineId("hall-a", "press-1"), new Random(1));

	@Test
	void staysNearItsNormalTemperatureAndIsNowAndThenTooHot() {
		List<Double> temperatures = IntStream.range(0, 10_000)
			.mapToObj(START::plusSeconds)
			.map(this.machine::next)
			.map(Reading::celsius)
			.toList();

		assertThat(temperatures).allSatisfy((celsius) -> assertThat(celsius).isBetween(30.0, 110.0));
		assertThat(temperatures).filteredOn((celsius) -> celsius > 80).hasSizeBetween(50, 1000);
	}

	@Test
	void takesTheReadingAtTheTimeItIsAskedFor() {
		assertThat(this.machine.next(START).time()).isEqualTo(START);
	}

}
