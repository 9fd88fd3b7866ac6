// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.sample.plant.Machine;
import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Plant;
import io.github.mqttboot.sample.plant.Reading;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.springframework.stereotype.Component;

/**
 * Takes the readings of all machines, and raises an alert when one is too hot.
 */
@Component
class ReadingListener {

	private final Plant plant;

	private final MqttOperations mqtt;

	ReadingListener(Plant plant, MqttOperations mqtt) {
		this.plant = plant;
		this.mqtt = mqtt;
	}

	/**
	 * Subscribed to with QoS 2, because a reading that came twice would count twice in
	 * the average. Acknowledged when the server has the alert, too: an alert is not lost.
	 * What is no reading goes where somebody may have a look at it.
	 */
	@MqttSubscribe(topics = "plant/{line}/{machine}/temperature", qos = "2", deadLetterTopic = "failed/{topic}")
	CompletableFuture<?> onReading(Reading reading, String line, String machine) {
		Machine now = this.plant.record(new MachineId(line, machine), reading);
		return now.isTooHot() ? publish(Alert.of(now), now.id()) : CompletableFuture.completedFuture(null);
	}

	private CompletableFuture<PublishResult> publish(Alert alert, MachineId id) {
		return this.mqtt.convertAndSend(id.topic("alert"), alert, (message) -> message.qos(QoS.AT_LEAST_ONCE));
	}

}
