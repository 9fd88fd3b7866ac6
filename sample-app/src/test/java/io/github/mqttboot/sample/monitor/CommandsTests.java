// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import java.time.Clock;

import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Plant;
import io.github.mqttboot.sample.plant.PlantProperties;
import io.github.mqttboot.sample.plant.Reading;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandsTests {

	private static final MachineId PRESS = new MachineId("hall-a", "press-1");

	private final Plant plant = new Plant(new PlantProperties(80, 10, 10), Clock.systemUTC());

	private final Commands commands = new Commands(this.plant);

	@BeforeEach
	void hearOfThePress() {
		this.plant.record(PRESS, new Reading(70, null));
	}

	@Test
	void setLimitChangesTheLimitAndSaysSo() {
		CommandResult result = this.commands.run(PRESS, new Command("set-limit", 65.0));

		assertThat(result).isEqualTo(new CommandResult("set-limit", true, 65.0, null));
		assertThat(this.plant.machine(PRESS))
			.hasValueSatisfying((machine) -> assertThat(machine.limit()).isEqualTo(65));
	}

	@Test
	void setLimitWithoutALimitChangesNothing() {
		CommandResult result = this.commands.run(PRESS, new Command("set-limit", null));

		assertThat(result).isEqualTo(new CommandResult("set-limit", false, null, "limit must be a number"));
		assertThat(this.plant.machine(PRESS))
			.hasValueSatisfying((machine) -> assertThat(machine.limit()).isEqualTo(80));
	}

	@Test
	void setLimitRefusesALimitThatNoTemperatureCanExceed() {
		CommandResult result = this.commands.run(PRESS, new Command("set-limit", Double.POSITIVE_INFINITY));

		assertThat(result.error()).isEqualTo("limit must be a number");
	}

	@Test
	void getLimitSaysTheLimit() {
		assertThat(this.commands.run(PRESS, new Command("get-limit", null)))
			.isEqualTo(new CommandResult("get-limit", true, 80.0, null));
	}

	@Test
	void aCommandForAMachineThatHasNotBeenHeardOfFails() {
		CommandResult result = this.commands.run(new MachineId("hall-a", "press-9"), new Command("set-limit", 65.0));

		assertThat(result.error()).isEqualTo("no reading has come from hall-a/press-9");
		assertThat(this.plant.machines()).hasSize(1);
	}

	@Test
	void anUnknownCommandFails() {
		assertThat(this.commands.run(PRESS, new Command("explode", null)).error())
			.isEqualTo("command must be set-limit or get-limit");
		assertThat(this.commands.run(PRESS, new Command(null, null)).error())
			.isEqualTo("command must be set-limit or get-limit");
	}

}
