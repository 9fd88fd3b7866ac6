// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.web;

import java.time.Instant;

import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Plant;
import io.github.mqttboot.sample.plant.PlantProperties;
import io.github.mqttboot.sample.plant.Reading;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

@WebMvcTest(ReadingsController.class)
@Import(Plant.class)
@EnableConfigurationProperties(PlantProperties.class)
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
class ReadingsControllerTests {

	private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private Plant plant;

	@Test
	void showsNothingBeforeTheFirstReading() {
		assertThat(this.mvc.get().uri("/readings")).hasStatusOk().bodyJson().isStrictlyEqualTo("[]");
	}

	@Test
	void showsAMachineWithItsAverageAndLimit() {
		this.plant.record(new MachineId("hall-a", "press-1"), new Reading(70, TEN));
		this.plant.record(new MachineId("hall-a", "press-1"), new Reading(90.5, TEN.plusSeconds(1)));

		assertThat(this.mvc.get().uri("/readings/hall-a/press-1")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"line": "hall-a", "machine": "press-1", "celsius": 90.5, "time": "2026-11-23T10:00:01Z",
				"average": 80.25, "limit": 80.0, "tooHot": true}""");
	}

	@Test
	void findsAMachineByItsNameAlone() {
		this.plant.record(new MachineId("hall-a", "press-1"), new Reading(70, TEN));
		this.plant.record(new MachineId("hall-b", "press-1"), new Reading(71, TEN.plusSeconds(2)));
		this.plant.record(new MachineId("hall-c", "press-1"), new Reading(72, TEN.plusSeconds(1)));

		assertThat(this.mvc.get().uri("/readings/press-1")).bodyJson().extractingPath("line").isEqualTo("hall-b");
	}

	@Test
	void doesNotFindAMachineThatHasNotBeenHeardOf() {
		assertThat(this.mvc.get().uri("/readings/press-9")).hasStatus(404);
		assertThat(this.mvc.get().uri("/readings/hall-a/press-9")).hasStatus(404);
		assertThat(this.mvc.get().uri("/readings/hall+a/#")).hasStatus(404);
	}

}
