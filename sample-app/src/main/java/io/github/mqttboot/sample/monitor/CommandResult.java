// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param command which command
 * @param ok whether it was carried out
 * @param limit the limit in °C that holds now
 * @param error why it was not carried out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommandResult(@Nullable String command, boolean ok, @Nullable Double limit, @Nullable String error) {

	static CommandResult done(Command command, double limit) {
		return new CommandResult(command.command(), true, limit, null);
	}

	static CommandResult failed(Command command, String error) {
		return new CommandResult(command.command(), false, null, error);
	}

}
