// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Will;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a will can do in MQTT 5. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#version5")
class WillOptionsIntegrationTests {

	@AutoClose
	private final TestClients clients;

	private final String topic;

	private final ReceivedMessages received;

	WillOptionsIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("state");
		this.received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);
	}

	@Test
	void disconnectWithWillMessagePublishesIt() {
		MqttClient client = this.clients.connect(this.clients.options().will(Will.of(message("offline"))));

		client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, PacketProperties.NONE).join();

		assertThat(this.received.nextAsPublished()).isEqualTo(message("offline"));
	}

	@Test
	void delayedWillIsPublishedAfterItsDelay() {
		MqttClient client = this.clients.connect(delayedWill(2).reconnect(ReconnectPolicy.never()));

		long lost = System.nanoTime();
		client.closeConnection("as a test");

		assertThat(this.received.nextAsPublished()).isEqualTo(message("offline"));
		assertThat(Duration.ofNanos(System.nanoTime() - lost)).isGreaterThan(Duration.ofSeconds(1));
	}

	@Test // [MQTT-3.1.3-9]
	void delayedWillIsNotPublishedIfTheClientIsBackInTime() {
		MqttClient client = this.clients.create(delayedWill(3));
		RecordedEvents events = RecordedEvents.of(client);
		client.blocking().connect();
		events.next(MqttEvent.Connected.class);

		client.closeConnection("as a test");
		events.next(MqttEvent.Connected.class);

		Awaitility.await()
			.during(Duration.ofSeconds(5))
			.atMost(TestClients.LIMIT)
			.until(() -> this.received.rest().isEmpty());
	}

	@Test
	void willHasTheSamePropertiesAsAnyMessage() {
		MqttMessage offline = message("offline").toBuilder()
			.contentType("text/plain")
			.respondTo(this.clients.topic("answers"), new byte[] { 1, 2 })
			.userProperty("line", "1")
			.userProperty("line", "2")
			.property(Property.PAYLOAD_FORMAT_INDICATOR, true)
			.build();
		MqttClient client = this.clients.connect(this.clients.options().will(Will.of(offline)));

		client.closeConnection("as a test");

		assertThat(this.received.nextAsPublished()).isEqualTo(offline);
	}

	private MqttClientOptions.Builder delayedWill(int seconds) {
		return this.clients.options()
			.sessionExpiry(Duration.ofSeconds(60))
			.clean(false)
			.will(new Will(message("offline"), seconds));
	}

	private MqttMessage message(String payload) {
		return MqttMessage.builder(this.topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

}
