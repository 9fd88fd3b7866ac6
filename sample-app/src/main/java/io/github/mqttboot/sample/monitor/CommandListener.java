// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/**
 * Takes commands and answers them: where the request says, in MQTT 5 with its correlation
 * data, otherwise below the topic of the command.
 */
@Component
class CommandListener {

	private final Commands commands;

	CommandListener(Commands commands) {
		this.commands = commands;
	}

	/**
	 * Tried again if the answer cannot be sent: to carry out a command twice does no
	 * harm.
	 */
	@MqttSubscribe(topics = "plant/{line}/{machine}/command", qos = "2", retry = "3")
	@SendTo("plant/{line}/{machine}/command/result")
	CommandResult onCommand(Command command, String line, String machine) {
		return this.commands.run(new MachineId(line, machine), command);
	}

}
