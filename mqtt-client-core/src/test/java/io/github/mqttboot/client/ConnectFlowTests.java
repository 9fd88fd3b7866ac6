// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.Will;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** CONNECT and what a server may make of it. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class ConnectFlowTests {

	private static final UnaryOperator<MqttClientOptions.Builder> ONCE = (options) -> options
		.reconnect(ReconnectPolicy.never());

	private final ScriptedBroker broker;

	ConnectFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	private CompletableFuture<ConnAck> connecting(MqttClient client) {
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();
		this.broker.expect(Connect.class);
		return connecting;
	}

	@Test // [MQTT-3.1.0-1], [MQTT-3.1.2-1], [v3 MQTT-3.1.0-1]
	void beginsWithConnectThatSaysWhoAndHow() {
		Will will = new Will(MqttMessage.builder("last").qos(QoS.AT_LEAST_ONCE).retain(true).payload("bye").build(), 0);
		MqttClient client = this.broker.client((options) -> options.clean(true)
			.keepAlive(Duration.ofSeconds(30))
			.credentials("user", "hush-secret".toCharArray())
			.will(will));
		client.connect();
		client.publish(message(QoS.AT_LEAST_ONCE));
		this.broker.accept();

		Connect connect = this.broker.expect(Connect.class);

		assertThat(connect.version()).isEqualTo(this.broker.version());
		assertThat(connect.clientId()).isEqualTo("me");
		assertThat(connect.cleanStart()).isTrue();
		assertThat(connect.keepAliveSeconds()).isEqualTo(30);
		assertThat(connect.userName()).isEqualTo("user");
		assertThat(connect.password()).asString().isEqualTo("hush-secret");
		assertThat(connect.will()).isEqualTo(will);
	}

	@Test // [MQTT-3.1.0-2], [v3 MQTT-3.1.0-2]
	void isOverWhenConnackHasComeHoweverOftenConnectIsCalled() {
		MqttClient client = this.broker.client(ONCE);
		CompletableFuture<ConnAck> first = connecting(client);
		CompletableFuture<ConnAck> second = client.connect();

		this.broker.send(ScriptedBroker.connAck(false));

		assertThat(ScriptedBroker.result(first)).isEqualTo(ScriptedBroker.connAck(false));
		assertThat(ScriptedBroker.result(second)).isEqualTo(ScriptedBroker.connAck(false));
		assertThat(ScriptedBroker.result(client.connect())).isEqualTo(ScriptedBroker.connAck(false));
		this.broker.expectAlive(client);
	}

	@Test
	void holdsEverythingElseBackUntilConnackHasCome() {
		MqttClient client = this.broker.client(ONCE);
		connecting(client);
		CompletableFuture<?> subscribing = client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE));
		CompletableFuture<?> publishing = client.publish(message(QoS.AT_LEAST_ONCE));

		this.broker.send(ScriptedBroker.connAck(false));

		int subscribe = this.broker.expect(Subscribe.class).packetId();
		int publish = this.broker.expect(Publish.class).packetId();
		this.broker.send(new SubAck(subscribe, List.of(ReasonCode.SUCCESS), PacketProperties.NONE),
				new PubAck(publish));
		ScriptedBroker.result(subscribing);
		ScriptedBroker.result(publishing);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void failsIfTheServerBeginsWithAFault(Fault fault) {
		MqttClient client = this.broker.client(ONCE);
		CompletableFuture<ConnAck> connecting = connecting(client);

		this.broker.sendBytes(fault.hex);

		this.broker.expectClosed(fault.reasonCode);
		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttProtocolException.class);
	}

	@ParameterizedTest // [MQTT-3.2.0-1], [MQTT-3.14.0-1], [v3 MQTT-3.2.0-1]
	@CsvSource({ "30 04 00 01 61 00", "40 02 00 01", "50 02 00 01", "62 02 00 01", "70 02 00 01", "90 04 00 01 00 00",
			"D0 00", "E0 00" })
	void failsIfTheServerBeginsWithAnotherPacket(String hex) {
		MqttClient client = this.broker.client(ONCE);
		RecordedEvents events = RecordedEvents.of(client);
		CompletableFuture<ConnAck> connecting = connecting(client);

		this.broker.sendBytes(hex);

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining("must");
		assertThat(events.has(MqttEvent.MessageReceived.class)).isFalse();
	}

	@Test // [MQTT-3.2.0-2]
	void isFollowedByOneConnackOnly() {
		MqttClient client = this.broker.client((options) -> options);
		connecting(client);

		this.broker.send(ScriptedBroker.connAck(false), ScriptedBroker.connAck(false));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.expectReconnected(client);
	}

	@Test
	void isTriedAgainWhereverConnackIsCut() {
		MqttClient client = this.broker.client((options) -> options);
		CompletableFuture<ConnAck> connecting = client.connect();
		ConnAck connAck = ScriptedBroker.connAck(false);

		for (int cut = 0; cut < this.broker.bytes(connAck).length; cut++) {
			this.broker.accept();
			this.broker.expect(Connect.class);
			this.broker.sendAndHangUp(connAck, cut);
		}

		this.broker.acceptSession(false);
		ScriptedBroker.result(connecting);
		this.broker.expectAlive(client);
	}

	@Test
	void isTriedAgainWhereverConnectIsCut() {
		MqttClient client = this.broker.client((options) -> options);
		CompletableFuture<ConnAck> connecting = client.connect();

		for (int cut = 0; cut < 14; cut++) {
			this.broker.accept();
			this.broker.cutAfter(cut);
		}

		this.broker.acceptSession(false);
		ScriptedBroker.result(connecting);
		this.broker.expectAlive(client);
	}

	@Test
	void takesConnackByteByByte() {
		MqttClient client = this.broker.client(ONCE);
		CompletableFuture<ConnAck> connecting = connecting(client);

		this.broker.sendByteByByte(ScriptedBroker.connAck(false));

		ScriptedBroker.result(connecting);
		this.broker.expectAlive(client);
	}

	@Test // [v3 MQTT-3.2.2-6]
	void failsIfTheServerHangsUp() {
		MqttClient client = this.broker.client(ONCE);
		CompletableFuture<ConnAck> connecting = connecting(client);

		this.broker.hangUp();

		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("closed the connection before CONNACK");
	}

	@Test
	void isTriedAgainIfTheServerIsSilent() {
		MqttClient client = this.broker.client((options) -> options.connAckTimeout(Duration.ofMillis(500)));
		RecordedEvents events = RecordedEvents.of(client);
		CompletableFuture<ConnAck> connecting = connecting(client);

		this.broker.expectClosed();

		assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttTimeoutException.class)
			.hasMessageContaining("no CONNACK");
		this.broker.acceptSession(false);
		ScriptedBroker.result(connecting);
	}

	@Test // [MQTT-3.2.2-2], [v3 MQTT-3.2.2-1]
	void failsIfTheServerHasASessionAfterACleanStart() {
		MqttClient client = this.broker.client((options) -> ONCE.apply(options).clean(true));
		CompletableFuture<ConnAck> connecting = connecting(client);

		this.broker.send(ScriptedBroker.connAck(true));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining("must not have a session after a clean start");
	}

	@Test // [MQTT-3.2.2-16]
	void failsIfTheServerAssignsNoIdentifier() {
		MqttClient client = this.broker.client((options) -> ONCE.apply(options).clean(true).clientId(""));
		CompletableFuture<ConnAck> connecting = connecting(client);

		this.broker.send(ScriptedBroker.connAck(false));

		if (this.broker.isV5()) {
			this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
			assertThat(ScriptedBroker.failure(connecting)).hasMessageContaining("must assign a client identifier");
		}
		else {
			ScriptedBroker.result(connecting); // it has no way to tell
		}
	}

	@Test
	void isRefusedWithTheReasonOfTheServer() {
		for (ReasonCode reasonCode : refusals()) {
			MqttClient client = this.broker.client(ONCE);
			CompletableFuture<ConnAck> connecting = connecting(client);

			this.broker.send(new ConnAck(false, reasonCode, PacketProperties.NONE));

			this.broker.expectClosed(); // [MQTT-4.13.2-1], [v3 MQTT-3.2.2-5]
			MqttException failure = (MqttException) ScriptedBroker.failure(connecting);
			assertThat(failure).isInstanceOf(MqttRejectedException.class).hasMessageContaining(reasonCode.toString());
			assertThat(((MqttRejectedException) failure).reasonCode()).isEqualTo(reasonCode);
		}
	}

	private List<ReasonCode> refusals() {
		if (this.broker.isV5()) {
			return Arrays.stream(ReasonCode.values())
				.filter((code) -> code.isError() && code.allowedIn(PacketType.CONNACK))
				.toList();
		}
		return List.of(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
				ReasonCode.SERVER_UNAVAILABLE, ReasonCode.BAD_USER_NAME_OR_PASSWORD, ReasonCode.NOT_AUTHORIZED);
	}

	private static MqttMessage message(QoS qos) {
		return MqttMessage.builder("t").qos(qos).payload("x").build();
	}

}
