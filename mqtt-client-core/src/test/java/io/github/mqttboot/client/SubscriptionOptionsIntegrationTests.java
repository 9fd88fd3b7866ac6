// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.RetainHandling;
import io.github.mqttboot.protocol.Subscription;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a subscription can ask for in MQTT 5. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#version5")
class SubscriptionOptionsIntegrationTests {

	@AutoClose
	private final TestClients clients;

	private final String topic;

	private final MqttClient client;

	SubscriptionOptionsIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("state");
		this.client = this.clients.connect();
	}

	@Test
	void retainAsPublishedKeepsTheFlag() {
		// HiveMQ looks for retained messages after SUBACK and would find the new one
		Subscription subscription = subscription().withRetainAsPublished(true)
			.withRetainHandling(RetainHandling.DO_NOT_SEND);
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), subscription);

		publish("on", true);
		publish("off", false);

		List<MqttMessage> messages = received.next(2);
		assertThat(messages).extracting(MqttMessage::payloadAsString).containsExactly("on", "off");
		assertThat(messages).extracting(MqttMessage::retain).containsExactly(true, false);
	}

	@Test
	void retainedMessageIsNotSentIfNotWanted() {
		publish("retained", true);

		Subscription subscription = subscription().withRetainHandling(RetainHandling.DO_NOT_SEND);
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), subscription);
		publish("new", false);

		assertThat(received.next().payloadAsString()).isEqualTo("new");
	}

	@Test
	void retainedMessageIsSentOnceIfWantedForNewSubscriptionsOnly() {
		publish("retained", true);
		MqttClient subscriber = this.clients.connect();
		Subscription subscription = subscription().withRetainHandling(RetainHandling.SEND_IF_NEW);
		ReceivedMessages received = ReceivedMessages.of(subscriber, subscription);
		assertThat(received.next().payloadAsString()).isEqualTo("retained");

		subscriber.blocking().subscribe(subscription);
		publish("new", false);

		assertThat(received.next().payloadAsString()).isEqualTo("new");
	}

	@Test
	void noLocalLeavesOutTheClientsOwnMessages() {
		ReceivedMessages received = ReceivedMessages.of(this.client, subscription().withNoLocal(true));

		publish("own", false);
		this.clients.connect()
			.blocking()
			.publish(MqttMessage.builder(this.topic).payload("another's").qos(QoS.AT_LEAST_ONCE).build());

		assertThat(received.next().payloadAsString()).isEqualTo("another's");
	}

	@Test // section 3.3.4
	void eachHandlerReceivesAMessageOnceEvenIfFiltersOverlap() {
		MqttClient subscriber = this.clients.connect();
		ReceivedMessages exact = ReceivedMessages.of(subscriber, subscription());
		ReceivedMessages wide = ReceivedMessages.of(subscriber,
				Subscription.of(this.clients.topic("#"), QoS.EXACTLY_ONCE));

		publish("first", false);
		publish("second", false);

		assertThat(exact.nextPayloads(2)).containsExactly("first", "second");
		assertThat(wide.nextPayloads(2)).containsExactly("first", "second");
	}

	private Subscription subscription() {
		return Subscription.of(this.topic, QoS.AT_LEAST_ONCE);
	}

	private void publish(String payload, boolean retain) {
		this.client.blocking()
			.publish(MqttMessage.builder(this.topic).payload(payload).qos(QoS.AT_LEAST_ONCE).retain(retain).build());
	}

}
