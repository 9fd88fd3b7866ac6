// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class PlantTests {

	private static final MachineId PRESS = new MachineId("hall-a", "press-1");

	private static final MachineId OVEN = new MachineId("hall-b", "oven-1");

	private static final Instant NOW = Instant.parse("2026-11-23T10:15:00Z");

	private final Plant plant = new Plant(new PlantProperties(80, 3, 2), Clock.fixed(NOW, ZoneOffset.UTC));

	@Nested
	class OfReadings {

		@Test
		void keepsTheLatestAndTheAverage() {
			PlantTests.this.plant.record(PRESS, reading(60));
			PlantTests.this.plant.record(PRESS, reading(70));

			Machine machine = PlantTests.this.plant.machine(PRESS).orElseThrow();
			assertThat(machine.celsius()).isEqualTo(70);
			assertThat(machine.average().value()).isEqualTo(65);
		}

		@Test
		void keepsMachinesApart() {
			PlantTests.this.plant.record(PRESS, reading(60));
			PlantTests.this.plant.record(OVEN, reading(200));

			assertThat(PlantTests.this.plant.machine(PRESS))
				.hasValueSatisfying((machine) -> assertThat(machine.average().value()).isEqualTo(60));
		}

		@Test
		void takesTheTimeOfArrivalIfTheMachineHasNoClock() {
			Machine machine = PlantTests.this.plant.record(PRESS, new Reading(60, null));

			assertThat(machine.time()).isEqualTo(NOW);
		}

		@Test
		void refusesNewMachinesWhenThereAreTooManyAndKeepsTakingReadingsOfTheOthers() {
			PlantTests.this.plant.record(PRESS, reading(60));
			PlantTests.this.plant.record(OVEN, reading(200));

			assertThatIllegalStateException()
				.isThrownBy(() -> PlantTests.this.plant.record(new MachineId("hall-c", "saw-1"), reading(50)))
				.withMessage("sample.plant.max-machines is 2, no room for hall-c/saw-1");
			assertThat(PlantTests.this.plant.record(PRESS, reading(61)).celsius()).isEqualTo(61);
		}

		@Test
		void listsMachinesByLineAndName() {
			PlantTests.this.plant.record(OVEN, reading(200));
			PlantTests.this.plant.record(PRESS, reading(60));

			assertThat(PlantTests.this.plant.machines()).extracting(Machine::id).containsExactly(PRESS, OVEN);
		}

	}

	@Nested
	class OfLimits {

		@Test
		void findsAMachineTooHotAboveItsLimitOnly() {
			assertThat(PlantTests.this.plant.record(PRESS, reading(80)).isTooHot()).isFalse();
			assertThat(PlantTests.this.plant.record(PRESS, reading(80.1)).isTooHot()).isTrue();
		}

		@Test
		void changesTheLimitOfOneMachine() {
			PlantTests.this.plant.record(PRESS, reading(60));
			PlantTests.this.plant.record(OVEN, reading(60));

			PlantTests.this.plant.changeLimit(PRESS, 50);

			assertThat(PlantTests.this.plant.machines()).extracting(Machine::limit).containsExactly(50.0, 80.0);
		}

		@Test
		void keepsAChangedLimitWhenTheNextReadingComes() {
			PlantTests.this.plant.record(PRESS, reading(60));
			PlantTests.this.plant.changeLimit(PRESS, 50);

			assertThat(PlantTests.this.plant.record(PRESS, reading(55)).isTooHot()).isTrue();
		}

		@Test
		void knowsNoLimitOfAMachineThatHasNotBeenHeardOf() {
			assertThat(PlantTests.this.plant.changeLimit(PRESS, 50)).isEmpty();
			assertThat(PlantTests.this.plant.machines()).isEmpty();
		}

	}

	private static Reading reading(double celsius) {
		return new Reading(celsius, NOW);
	}

}
