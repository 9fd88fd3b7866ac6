// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Listeners, and what stands for the rest of an application that has them. */
@Component
class Plant {

	private static final Logger log = LoggerFactory.getLogger(Plant.class);

	/** What was done, for the tests. */
	final BlockingQueue<String> done = new LinkedBlockingQueue<>();

	private final Repository repository = new Repository();

	private final Machines machines = new Machines();

	private final MqttClient plantClient;

	Plant(MqttClient plantClient) {
		this.plantClient = plantClient;
	}

	// tag::dead-letters[]
	@MqttSubscribe(topics = "plant/{line}/{machine}/temperature", retry = "5", deadLetterTopic = "failed/{topic}")
	void onReading(Reading reading, String line, String machine) {
		this.repository.save(line, machine, reading);
	}
	// end::dead-letters[]

	// tag::reply[]
	@MqttSubscribe("plant/{line}/{machine}/status")
	Status status(Question question, String line, String machine) {
		return this.machines.status(line, machine, question.about());
	}
	// end::reply[]

	// tag::headers[]
	@MqttSubscribe("plant/{line}/order")
	void onOrder(Order order, @Header String tenant, @Header(name = "tag", required = false) List<String> tags) {
		// end::headers[]
		this.done.add(order.item() + " for " + tenant + ", tags " + tags + ", topic " + MDC.get("topic"));
	}

	@MqttSubscribe(topics = "plant/+/+/humidity", id = "readings")
	void onHumidity(double humidity) {
		this.done.add("humidity " + humidity);
	}

	// tag::client-events[]
	@EventListener
	void lost(MqttEvent.Disconnected event) {
		log.warn(event.reason());
	}

	@EventListener
	void anyOfOneClient(PayloadApplicationEvent<? extends MqttEvent> event) {
		if (event.getSource() == this.plantClient) {
			log.info("{}", event.getPayload());
		}
	}
	// end::client-events[]

	record Reading(double celsius) {
	}

	record Question(String about) {
	}

	record Status(String machine, String about) {
	}

	record Order(String item) {
	}

	private static final class Machines {

		Status status(String line, String machine, String about) {
			return new Status(line + "/" + machine, about);
		}

	}

	/** Has no place for what is too hot. */
	private final class Repository {

		void save(String line, String machine, Reading reading) {
			if (reading.celsius() > 1000) {
				throw new IllegalStateException("the column is full");
			}
			Plant.this.done.add("saved " + reading.celsius() + " of " + line + "/" + machine);
		}

	}

}
