// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.UserProperty;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What MQTT 5 lets packets carry. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#version5")
class PropertiesIntegrationTests {

	@AutoClose
	private final TestClients clients;

	private final String topic;

	PropertiesIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("readings");
	}

	@Test
	void propertiesOfAMessageArriveAsTheyWerePublished() {
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);
		MqttMessage message = MqttMessage.builder(this.topic)
			.payload("{}")
			.qos(QoS.AT_LEAST_ONCE)
			.contentType("application/json")
			.respondTo(this.clients.topic("answers"), new byte[] { 0, 1, -1 })
			.property(Property.PAYLOAD_FORMAT_INDICATOR, true)
			.userProperty("line", "2")
			.userProperty("line", "1")
			.userProperty("größe", "µ")
			.userProperty("line", "2")
			.build();

		this.clients.connect().blocking().publish(message);

		MqttMessage arrived = received.nextAsPublished();
		assertThat(arrived).isEqualTo(message);
		assertThat(arrived.userProperties()).containsExactly(new UserProperty("line", "2"),
				new UserProperty("line", "1"), new UserProperty("größe", "µ"), new UserProperty("line", "2"));
	}

	@Test // [MQTT-3.3.2-6]
	void expiryArrivesLessTheTimeTheMessageHasWaited() {
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);

		this.clients.connect().blocking().publish(message("fresh").messageExpiry(Duration.ofSeconds(3600)).build());

		assertThat(received.next().properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isBetween(3500L, 3600L);
	}

	@Test
	void serverTellsWhichSubscriptionAMessageIsFor() {
		MqttClient subscriber = this.clients.connect();
		RecordedEvents events = RecordedEvents.of(subscriber);
		subscriber.blocking()
			.subscribe(List.of(Subscription.of(this.topic, QoS.AT_LEAST_ONCE)),
					PacketProperties.builder().subscriptionIdentifier(268_435_455).build());

		this.clients.connect().blocking().publish(message("identified").build());

		MqttMessage arrived = events.next(MqttEvent.MessageReceived.class).delivery().message();
		assertThat(arrived.properties().subscriptionIdentifiers()).containsExactly(268_435_455);
	}

	@Test
	void serverAssignsAClientIdentifierIfAsked() {
		MqttClient client = this.clients.create(this.clients.options().clientId(""));

		ConnAck connAck = client.blocking().connect();

		String assigned = connAck.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER);
		assertThat(assigned).isNotBlank();
		assertThat(client.status().clientId()).isEqualTo(assigned);
	}

	@Test
	void publishTellsThatNobodySubscribed() {
		MqttClient publisher = this.clients.connect();

		ReasonCode reasonCode = publisher.blocking().publish(message("unheard").build()).reasonCode();

		assertThat(reasonCode).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
	}

	@Test
	void subscribeAndUnsubscribeTellTheOutcomeOfEachFilter() {
		MqttClient client = this.clients.connect();
		List<Subscription> subscriptions = List.of(Subscription.of(this.topic, QoS.AT_MOST_ONCE),
				Subscription.of(this.topic + "/#", QoS.EXACTLY_ONCE));

		assertThat(client.blocking().subscribe(subscriptions, PacketProperties.NONE).reasonCodes())
			.containsExactly(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_2);
		assertThat(client.blocking().unsubscribe(this.topic).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
	}

	@Test
	void sessionOutlivesItsConnectionAsLongAsAsked() {
		MqttClientOptions.Builder options = this.clients.keptSession("brief").sessionExpiry(Duration.ZERO);
		this.clients.connect(options).close();

		MqttClient again = this.clients.create(options);

		assertThat(again.blocking().connect().sessionPresent()).isFalse();
	}

	private MqttMessage.Builder message(String payload) {
		return MqttMessage.builder(this.topic).payload(payload).qos(QoS.AT_LEAST_ONCE);
	}

}
