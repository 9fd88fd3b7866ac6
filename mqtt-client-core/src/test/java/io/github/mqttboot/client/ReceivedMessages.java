// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;

/** Takes messages and hands them out in the order they came. */
final class ReceivedMessages implements MessageHandler {

	private final BlockingQueue<MqttMessage> messages = new LinkedBlockingQueue<>();

	/** Subscribes a client and waits for SUBACK. */
	static ReceivedMessages of(MqttClient client, String filter, QoS qos) {
		return of(client, Subscription.of(filter, qos));
	}

	static ReceivedMessages of(MqttClient client, Subscription subscription) {
		ReceivedMessages received = new ReceivedMessages();
		client.blocking().subscribe(subscription, received);
		return received;
	}

	@Override
	public void handle(Delivery delivery) {
		this.messages.add(delivery.message());
	}

	/** The next message; waits for it. */
	MqttMessage next() {
		try {
			MqttMessage message = this.messages.poll(TestClients.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
			if (message == null) {
				throw new AssertionError("no message came within " + TestClients.LIMIT);
			}
			return message;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** The next message without what the server has added to it. */
	MqttMessage nextAsPublished() {
		MqttMessage message = next();
		PacketProperties published = message.properties()
			.toBuilder()
			.set(Property.SUBSCRIPTION_IDENTIFIER, null)
			.set(Property.TOPIC_ALIAS, null)
			.build();
		return new MqttMessage(message.topicName(), message.payload(), message.qos(), message.retain(), published);
	}

	List<MqttMessage> next(int count) {
		List<MqttMessage> next = new ArrayList<>(count);
		while (next.size() < count) {
			next.add(next());
		}
		return next;
	}

	/** The payloads of the next messages. */
	List<String> nextPayloads(int count) {
		return next(count).stream().map(MqttMessage::payloadAsString).toList();
	}

	/** What came and was not asked for yet; does not wait. */
	List<MqttMessage> rest() {
		List<MqttMessage> rest = new ArrayList<>();
		this.messages.drainTo(rest);
		return rest;
	}

}
