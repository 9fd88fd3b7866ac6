// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.UserProperty;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The limits that a server of MQTT 5 sets in CONNACK. */
class ServerLimitsFlowTests {

	private static final PacketProperties WORDY = PacketProperties.builder()
		.set(Property.REASON_STRING, "a reason that takes some bytes to tell")
		.set(Property.USER_PROPERTIES, List.of(new UserProperty("name", "value")))
		.build();

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	@AfterEach
	void close() {
		this.broker.close();
	}

	private <T> MqttClient connect(Property<T> limit, T value) {
		return this.broker.connect((options) -> options.ackMode(AckMode.MANUAL),
				PacketProperties.builder().set(limit, value).build());
	}

	private static MqttMessage message(QoS qos) {
		return MqttMessage.builder("t").qos(qos).payload("hello").build();
	}

	@Test // [MQTT-3.3.4-7], [MQTT-4.9.0-1], [MQTT-4.9.0-2]
	void noMoreMessagesAreInFlightThanTheServerTakes() {
		MqttClient client = connect(Property.RECEIVE_MAXIMUM, 1);
		CompletableFuture<?> first = client.publish(message(QoS.EXACTLY_ONCE));
		CompletableFuture<?> second = client.publish(message(QoS.AT_LEAST_ONCE));
		int packetId = this.broker.expect(Publish.class).packetId();

		this.broker.send(new PubRec(packetId));
		this.broker.expect(new PubRel(packetId)); // and not the second message
		this.broker.send(new PubComp(packetId));
		ScriptedBroker.result(first);

		this.broker.send(new PubAck(this.broker.expect(Publish.class).packetId()));
		ScriptedBroker.result(second);
	}

	@Test // [MQTT-3.3.4-8], [MQTT-4.9.0-3]
	void everythingElseIsSentWhileNoMessageMayBe() {
		MqttClient client = connect(Property.RECEIVE_MAXIMUM, 1);
		client.on(MqttEvent.MessageReceived.class, (event) -> event.delivery().acknowledge());
		client.publish(message(QoS.AT_LEAST_ONCE));
		this.broker.expect(Publish.class);
		client.publish(message(QoS.AT_LEAST_ONCE));

		client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE));
		this.broker.expect(Subscribe.class);
		this.broker.send(new Publish(message(QoS.EXACTLY_ONCE), false, 3));
		this.broker.expect(new PubRec(3));
		this.broker.send(new PubRel(3));
		this.broker.expect(new PubComp(3));
		client.publish(message(QoS.AT_MOST_ONCE));
	}

	@Test // [MQTT-3.3.4-8]
	void pubrelIsSentAgainAtOnceEvenIfTheNewConnectionTakesFewerMessages() {
		MqttClient client = connect(Property.RECEIVE_MAXIMUM, 10);
		client.publish(message(QoS.EXACTLY_ONCE));
		client.publish(message(QoS.AT_LEAST_ONCE));
		client.publish(message(QoS.AT_LEAST_ONCE));
		int first = this.broker.expect(Publish.class).packetId();
		int second = this.broker.expect(Publish.class).packetId();
		int third = this.broker.expect(Publish.class).packetId();
		this.broker.send(new PubRec(first));
		this.broker.expect(new PubRel(first));

		this.broker.hangUp();
		this.broker.accept();
		this.broker.expect(Connect.class);
		this.broker.send(new ConnAck(true, ReasonCode.SUCCESS,
				PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build()));

		this.broker.expect(new PubRel(first));
		this.broker.send(new PubComp(first));
		this.broker.expect(new Publish(message(QoS.AT_LEAST_ONCE), true, second));
		this.broker.send(new PubAck(second));
		this.broker.expect(new Publish(message(QoS.AT_LEAST_ONCE), true, third));
	}

	@Test // [MQTT-3.2.2-15]
	void aPacketThatTheServerDoesNotTakeIsNotSent() {
		MqttClient client = connect(Property.MAXIMUM_PACKET_SIZE, 40L);
		MqttMessage large = MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).payload("x".repeat(40)).build();

		assertThat(ScriptedBroker.failure(client.publish(large))).isInstanceOf(MqttRejectedException.class)
			.hasMessageContaining("at most 40 bytes");
		assertThat(ScriptedBroker.failure(client.subscribe(Subscription.of("x".repeat(40), QoS.AT_MOST_ONCE))))
			.hasMessageContaining("at most 40 bytes");
		assertThat(ScriptedBroker.failure(client.unsubscribe("x".repeat(40)))).hasMessageContaining("at most 40 bytes");
		this.broker.expectAlive(client);
	}

	@ParameterizedTest // [MQTT-3.4.2-2], [MQTT-3.4.2-3], [MQTT-3.5.2-2], [MQTT-3.5.2-3]
	@EnumSource(value = QoS.class, names = { "AT_LEAST_ONCE", "EXACTLY_ONCE" })
	void anAcknowledgementLeavesItsPropertiesOutIfTheServerDoesNotTakeThem(QoS qos) {
		MqttClient client = connect(Property.MAXIMUM_PACKET_SIZE, 40L);
		client.on(MqttEvent.MessageReceived.class,
				(event) -> event.delivery().acknowledge(ReasonCode.NOT_AUTHORIZED, WORDY));

		this.broker.send(new Publish(message(qos), false, 5));

		this.broker.expect((qos == QoS.AT_LEAST_ONCE) ? new PubAck(5, ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE)
				: new PubRec(5, ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE));
		this.broker.expectAlive(client);
	}

	@Test // [MQTT-3.14.2-3], [MQTT-3.14.2-4]
	void disconnectLeavesItsReasonOutIfTheServerDoesNotTakeIt() {
		MqttClient client = connect(Property.MAXIMUM_PACKET_SIZE, 40L);
		PacketProperties properties = WORDY.toBuilder().set(Property.SESSION_EXPIRY_INTERVAL, 5L).build();

		CompletableFuture<Void> disconnecting = client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, properties);

		this.broker.expect(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE,
				PacketProperties.builder().set(Property.SESSION_EXPIRY_INTERVAL, 5L).build()));
		this.broker.expectClosed();
		ScriptedBroker.result(disconnecting);
	}

	@Test
	void aServerThatTakesNoPacketsIsLeft() {
		MqttClient client = this.broker.client((options) -> options.reconnect(ReconnectPolicy.never()));
		CompletableFuture<?> connecting = client.connect();
		this.broker.accept();
		this.broker.expect(Connect.class);

		this.broker.sendBytes("20 08 00 00 05 27 00 00 00 04");

		this.broker.expectClosed();
		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttRejectedException.class)
			.hasMessageContaining("maximum packet size");
	}

	@Test // [MQTT-3.1.2-21], [MQTT-3.2.2-21]
	void theKeepAliveOfTheServerCountsInsteadOfTheClients() {
		this.broker.connect((options) -> options.keepAlive(Duration.ZERO),
				PacketProperties.builder().set(Property.SERVER_KEEP_ALIVE, 1).build());

		this.broker.expect(PingReq.INSTANCE);
	}

	@Test // [MQTT-3.2.2-11], [MQTT-3.2.2-14]
	void qosAndRetainThatTheServerDoesNotHaveAreRefused() {
		MqttClient client = this.broker.connect((options) -> options,
				PacketProperties.builder().set(Property.MAXIMUM_QOS, 0).set(Property.RETAIN_AVAILABLE, false).build());

		assertThat(ScriptedBroker.failure(client.publish(message(QoS.AT_LEAST_ONCE))))
			.hasMessageContaining("QoS must be at most 0");
		assertThat(ScriptedBroker.failure(client.publish(MqttMessage.builder("t").retain(true).build())))
			.hasMessageContaining("must not be retained");
		ScriptedBroker.result(client.publish(message(QoS.AT_MOST_ONCE)));
		this.broker.expect(new Publish(message(QoS.AT_MOST_ONCE), false, 0));
	}

}
