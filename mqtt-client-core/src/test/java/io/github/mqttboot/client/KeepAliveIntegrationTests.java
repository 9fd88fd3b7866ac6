// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class KeepAliveIntegrationTests {

	/** Of one second HiveMQ makes a limit of one second, not of one and a half. */
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

	@AutoClose
	private final TestClients clients;

	KeepAliveIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
	}

	@Test // [MQTT-3.1.2-22]
	void idleConnectionStaysUpBeyondOneAndAHalfTimesTheKeepAlive() {
		MqttClient client = this.clients.create(this.clients.options().keepAlive(KEEP_ALIVE));
		RecordedEvents events = RecordedEvents.of(client);

		client.blocking().connect();

		Awaitility.await()
			.during(KEEP_ALIVE.multipliedBy(3))
			.atMost(TestClients.LIMIT)
			.until(() -> !events.has(MqttEvent.Disconnected.class));
		assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test // [MQTT-3.1.2-22]
	void subscriberThatOnlyListensStaysConnected() {
		String topic = this.clients.topic("ticks");
		MqttClient subscriber = this.clients.connect(this.clients.options().keepAlive(KEEP_ALIVE));
		RecordedEvents events = RecordedEvents.of(subscriber);
		ReceivedMessages received = ReceivedMessages.of(subscriber, topic, QoS.AT_MOST_ONCE);
		MqttClient publisher = this.clients.connect();

		// what arrives keeps the server's silence short, not the client's
		Awaitility.await()
			.pollInterval(Duration.ofMillis(100))
			.during(KEEP_ALIVE.multipliedBy(2))
			.atMost(TestClients.LIMIT)
			.until(() -> {
				publisher.blocking().publish(MqttMessage.builder(topic).payload("tick").build());
				return received.next().payloadAsString().equals("tick");
			});
		assertThat(events.has(MqttEvent.Disconnected.class)).isFalse();
	}

	@Test
	void connectionThatHasGoneSilentIsNoticedAndReplaced() {
		try (TcpProxy proxy = TcpProxy.to(this.clients.broker())) {
			MqttClient client = this.clients
				.create(this.clients.options(proxy.uri()).keepAlive(KEEP_ALIVE).responseTimeout(Duration.ofSeconds(1)));
			RecordedEvents events = RecordedEvents.of(client);
			client.blocking().connect();
			events.next(MqttEvent.Connected.class);

			proxy.pause();

			MqttEvent.Disconnected disconnected = events.next(MqttEvent.Disconnected.class);
			assertThat(disconnected.connected()).isTrue();
			assertThat(disconnected.cause()).isInstanceOf(MqttTimeoutException.class);

			proxy.resume();
			events.next(MqttEvent.Connected.class);
		}
	}

}
