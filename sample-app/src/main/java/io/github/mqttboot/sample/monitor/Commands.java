// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import java.util.Optional;

import io.github.mqttboot.sample.plant.Machine;
import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Plant;

import org.springframework.stereotype.Component;

/**
 * Carries out commands.
 */
@Component
class Commands {

	private final Plant plant;

	Commands(Plant plant) {
		this.plant = plant;
	}

	CommandResult run(MachineId id, Command command) {
		return switch (String.valueOf(command.command())) {
			case "set-limit" -> setLimit(id, command);
			case "get-limit" -> result(id, command, this.plant.machine(id));
			default -> CommandResult.failed(command, "command must be set-limit or get-limit");
		};
	}

	private CommandResult setLimit(MachineId id, Command command) {
		Double limit = command.limit();
		if (limit == null || !Double.isFinite(limit)) {
			return CommandResult.failed(command, "limit must be a number");
		}
		return result(id, command, this.plant.changeLimit(id, limit));
	}

	private static CommandResult result(MachineId id, Command command, Optional<Machine> machine) {
		return machine.map((found) -> CommandResult.done(command, found.limit()))
			.orElseGet(() -> CommandResult.failed(command, "no reading has come from " + id));
	}

}
