// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.springframework.stereotype.Component;

/**
 * Takes commands and answers them: where the request says, in MQTT 5 with its correlation
 * data, otherwise below the topic of the command.
 */
@Component
class CommandListener {

	private final Commands commands;

	private final MqttOperations mqtt;

	CommandListener(Commands commands, MqttOperations mqtt) {
		this.commands = commands;
		this.mqtt = mqtt;
	}

	/**
	 * Tried again if it cannot be answered: to carry out a command twice does no harm.
	 */
	@MqttSubscribe(topics = "plant/{line}/{machine}/command", qos = "2", retry = "3")
	CompletableFuture<PublishResult> onCommand(Command command, String line, String machine, MqttMessage request) {
		MachineId id = new MachineId(line, machine);
		CommandResult result = this.commands.run(id, command);
		String responseTopic = request.properties().get(Property.RESPONSE_TOPIC);
		return this.mqtt.convertAndSend((responseTopic != null) ? responseTopic : id.topic("command/result"), result,
				(answer) -> address(answer, request));
	}

	private static void address(MqttMessage.Builder answer, MqttMessage request) {
		answer.qos(QoS.AT_LEAST_ONCE);
		byte[] correlationData = request.properties().get(Property.CORRELATION_DATA);
		if (correlationData != null) {
			answer.property(Property.CORRELATION_DATA, correlationData);
		}
	}

}
