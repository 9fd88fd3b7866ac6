// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Random;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The end of a connection, by DISCONNECT or by a packet that a server must not send. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class DisconnectFlowTests {

	private final ScriptedBroker broker;

	DisconnectFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	@Test // [MQTT-3.14.4-1], [MQTT-3.14.4-2], [v3 MQTT-3.14.4-1], [v3 MQTT-3.14.4-2]
	void nothingFollowsDisconnectButTheEndOfTheConnection() {
		MqttClient client = this.broker.connect((options) -> options.disconnectTimeout(Duration.ofMillis(200)));
		client.publish(MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).build());
		this.broker.expect(Publish.class);
		CompletableFuture<Void> disconnecting = client.disconnect();
		disconnecting.thenRun(() -> client.publish(MqttMessage.builder("t").qos(QoS.AT_MOST_ONCE).build()));

		this.broker.expect(Disconnect.class);
		this.broker.expectClosed();

		ScriptedBroker.result(disconnecting);
		assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void whatIsUnfinishedFails() {
		MqttClient client = this.broker.connect((options) -> options.disconnectTimeout(Duration.ofMillis(200)));
		CompletableFuture<?> publishing = client.publish(MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).build());
		this.broker.expect(Publish.class);

		client.disconnect();

		this.broker.expect(new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE));
		assertThat(ScriptedBroker.failure(publishing)).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("disconnected by the application");
	}

	@Test
	void aServerThatKeepsTheConnectionOpenHoldsNobodyUp() {
		MqttClient client = this.broker.connect();

		ScriptedBroker.result(client.disconnect());

		this.broker.expect(Disconnect.class);
	}

	@Test
	void theClientMayConnectAgainAfterIt() {
		MqttClient client = this.broker.connect();
		ScriptedBroker.result(client.disconnect());

		CompletableFuture<?> connecting = client.connect();

		this.broker.acceptSession(false);
		ScriptedBroker.result(connecting);
		this.broker.expectAlive(client);
	}

	@ParameterizedTest // CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ and a second CONNACK
	@ValueSource(strings = { "10 0E 00 04 'MQTT' 04 02 00 3C 00 02 'me'", "82 06 00 01 00 01 61 00",
			"A2 05 00 01 00 01 61", "C0 00", "20 02 00 00", "20 03 00 00 00" })
	void aPacketThatAServerMustNotSendEndsTheConnection(String hex) {
		MqttClient client = this.broker.connect();

		this.broker.sendBytes(hex);

		expectFault();
		this.broker.expectReconnected(client);
	}

	/** Whether it can be read at all depends on the version. */
	private void expectFault() {
		if (this.broker.isV5()) {
			assertThat(this.broker.expect(Disconnect.class).reasonCode()).isIn(ReasonCode.PROTOCOL_ERROR,
					ReasonCode.MALFORMED_PACKET);
		}
		this.broker.expectClosed();
	}

	@Test // [v3 MQTT-4.8.0-2]
	void anErrorOfTheClientItselfEndsTheConnectionAndNothingElse() {
		AtomicBoolean fails = new AtomicBoolean(true);
		MqttClient client = this.broker.connect((options) -> options.trafficObserver(new TrafficObserver() {

			@Override
			public void received(QoS qos, int bytes) {
				if (fails.getAndSet(false)) {
					throw new IllegalStateException("the observer is broken");
				}
			}

		}));
		RecordedEvents events = RecordedEvents.of(client);

		this.broker.send(new Publish(MqttMessage.builder("t").build(), false, 0));

		this.broker.expectClosed();
		assertThat(events.next(MqttEvent.Disconnected.class).cause()).hasMessageContaining("the observer is broken");
		this.broker.expectReconnected(client);
	}

	@Test
	void whateverAServerSendsTheClientComesBack() {
		Random random = new Random(42);
		MqttClient client = this.broker.connect();
		for (int i = 0; i < 100; i++) {
			byte[] bytes = new byte[64];
			random.nextBytes(bytes);
			this.broker.sendBytes(bytes);
			this.broker.hangUp();
			this.broker.acceptSession(i % 2 == 0);
		}

		this.broker.expectAlive(client);
	}

	@Test
	void aServerThatHangsUpIsConnectedToAgain() {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);

		this.broker.hangUp();

		assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("closed the connection");
		this.broker.expectReconnected(client);
	}

	@Test
	void aNetworkThatBreaksIsConnectedOverAgain() {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);

		this.broker.reset();

		assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttConnectionException.class);
		this.broker.expectReconnected(client);
	}

}
