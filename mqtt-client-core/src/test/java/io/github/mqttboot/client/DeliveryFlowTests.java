// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PUBLISH on its way to the application, and what a server may make of it. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class DeliveryFlowTests {

	private final ScriptedBroker broker;

	private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

	DeliveryFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	/** A client whose application acknowledges when it likes. */
	private MqttClient connect() {
		MqttClient client = this.broker.connect((options) -> options.ackMode(AckMode.MANUAL));
		client.on(MqttEvent.MessageReceived.class, (event) -> this.deliveries.add(event.delivery()));
		return client;
	}

	private static Publish publish(QoS qos, int packetId, boolean duplicate) {
		MqttMessage message = MqttMessage.builder("t").qos(qos).payload("message " + packetId).build();
		return new Publish(message, duplicate, packetId);
	}

	private Delivery next() throws InterruptedException {
		Delivery delivery = this.deliveries.poll(30, TimeUnit.SECONDS);
		assertThat(delivery).as("delivery").isNotNull();
		return Objects.requireNonNull(delivery);
	}

	@Test
	void qos0IsNotAnswered() throws InterruptedException {
		MqttClient client = connect();

		this.broker.send(publish(QoS.AT_MOST_ONCE, 0, false));

		next().acknowledge();
		this.broker.expectAlive(client);
	}

	@Test // [MQTT-4.6.0-2], [MQTT-4.6.0-3], [v3 MQTT-4.6.0-2], [v3 MQTT-4.6.0-3]
	void answersLeaveInTheOrderOfTheMessages() throws InterruptedException {
		connect();
		this.broker.send(publish(QoS.AT_LEAST_ONCE, 1, false), publish(QoS.EXACTLY_ONCE, 2, false),
				publish(QoS.EXACTLY_ONCE, 3, false), publish(QoS.AT_LEAST_ONCE, 4, false));
		List<Delivery> all = List.of(next(), next(), next(), next());

		for (int i = 3; i >= 0; i--) {
			all.get(i).acknowledge();
		}

		this.broker.expect(new PubAck(1), new PubRec(2), new PubRec(3), new PubAck(4));
	}

	@Test
	void anOutcomeIsExplainedWhereTheVersionCanSayIt() throws InterruptedException {
		connect();
		PacketProperties why = PacketProperties.builder().set(Property.REASON_STRING, "no such order").build();
		this.broker.send(publish(QoS.AT_LEAST_ONCE, 1, false));

		next().acknowledge(ReasonCode.PAYLOAD_FORMAT_INVALID, why);

		this.broker.expect(this.broker.isV5() ? new PubAck(1, ReasonCode.PAYLOAD_FORMAT_INVALID, why) : new PubAck(1));
	}

	@Test // [MQTT-4.3.2-5], [v3 MQTT-4.3.2-2]
	void qos1IsANewMessageOnceItWasAcknowledged() throws InterruptedException {
		connect();
		for (boolean duplicate : new boolean[] { false, true, false }) {
			this.broker.send(publish(QoS.AT_LEAST_ONCE, 5, duplicate));
			next().acknowledge();
			this.broker.expect(new PubAck(5));
		}
	}

	@Test // [MQTT-4.3.3-8], [MQTT-4.3.3-10], [MQTT-4.3.3-11], [v3 MQTT-4.3.3-2]
	void qos2IsDeliveredOnceHoweverOftenItComesBeforePubrel() throws InterruptedException {
		connect();
		this.broker.send(publish(QoS.EXACTLY_ONCE, 5, false));
		next().acknowledge();
		this.broker.expect(new PubRec(5));

		this.broker.send(publish(QoS.EXACTLY_ONCE, 5, true), publish(QoS.EXACTLY_ONCE, 5, true));
		this.broker.expect(new PubRec(5), new PubRec(5));
		this.broker.send(new PubRel(5));
		this.broker.expect(new PubComp(5));

		assertThat(this.deliveries).isEmpty();
	}

	@Test // [MQTT-4.3.3-12], [v3 MQTT-4.3.3-2]
	void qos2IsANewMessageAfterPubcomp() throws InterruptedException {
		connect();
		for (boolean duplicate : new boolean[] { false, true, false }) {
			this.broker.send(publish(QoS.EXACTLY_ONCE, 5, duplicate));
			next().acknowledge();
			this.broker.expect(new PubRec(5));
			this.broker.send(new PubRel(5));
			this.broker.expect(new PubComp(5));
		}
	}

	@Test
	void pubrelForNothingIsAnsweredSoThatTheServerCanForgetIt() {
		MqttClient client = connect();

		this.broker.send(new PubRel(9));

		this.broker
			.expect(new PubComp(9, this.broker.isV5() ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND : ReasonCode.SUCCESS,
					PacketProperties.NONE));
		this.broker.expectAlive(client);
	}

	@Test
	void pubrelBeforePubrecIsRefused() throws InterruptedException {
		MqttClient client = connect();
		this.broker.send(publish(QoS.EXACTLY_ONCE, 5, false));
		next();

		this.broker.send(new PubRel(5));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.expectReconnected(client);
	}

	@ParameterizedTest
	@EnumSource(QoS.class)
	void isDeliveredOnceWhereverItIsCut(QoS qos) throws InterruptedException {
		MqttClient client = connect();
		Publish publish = publish(qos, (qos != QoS.AT_MOST_ONCE) ? 5 : 0, false);

		for (int cut = 0; cut < this.broker.bytes(publish).length; cut++) {
			this.broker.sendAndHangUp(publish, cut);
			this.broker.acceptSession(true);
		}
		this.broker.sendByteByByte(publish);

		Delivery delivery = next();
		assertThat(delivery.message()).isEqualTo(publish.message());
		delivery.acknowledge();
		if (qos != QoS.AT_MOST_ONCE) {
			this.broker.expect((qos == QoS.AT_LEAST_ONCE) ? new PubAck(5) : new PubRec(5));
		}
		this.broker.expectAlive(client);
		assertThat(this.deliveries).isEmpty();
	}

	@Test // [MQTT-4.4.0-1]
	void anAnswerOfAnEarlierConnectionIsNotSent() throws InterruptedException {
		MqttClient client = connect();
		this.broker.send(publish(QoS.AT_LEAST_ONCE, 5, false));
		Delivery first = next();
		this.broker.hangUp();
		this.broker.acceptSession(true);

		first.acknowledge();
		this.broker.expectAlive(client);
		this.broker.send(publish(QoS.AT_LEAST_ONCE, 5, true));
		Delivery second = next();
		second.acknowledge();

		assertThat(second.duplicate()).isTrue();
		this.broker.expect(new PubAck(5));
	}

	@Test // [MQTT-4.5.0-2], [v3 MQTT-4.5.0-2]
	void isAnsweredEvenIfNobodyWantsIt() {
		this.broker.connect();

		this.broker.send(publish(QoS.AT_LEAST_ONCE, 5, false), publish(QoS.EXACTLY_ONCE, 6, false));

		this.broker.expect(new PubAck(5), new PubRec(6));
	}

	@Test
	void hundredsInOneSegmentAreDeliveredAndAnsweredInOrder() {
		MqttClient client = this.broker.connect();
		Queue<String> payloads = new LinkedBlockingQueue<>();
		client.on(MqttEvent.MessageReceived.class,
				(event) -> payloads.add(new String(event.delivery().message().payload(), StandardCharsets.UTF_8)));
		List<Packet> messages = new ArrayList<>();
		List<Packet> answers = new ArrayList<>();
		List<String> sent = new ArrayList<>();
		for (int i = 1; i <= 600; i++) {
			QoS qos = QoS.of(i % 3);
			Publish publish = publish(qos, (qos != QoS.AT_MOST_ONCE) ? i : 0, false);
			messages.add(publish);
			sent.add(publish.message().payloadAsString());
			if (qos != QoS.AT_MOST_ONCE) {
				answers.add((qos == QoS.AT_LEAST_ONCE) ? new PubAck(i) : new PubRec(i));
			}
		}

		this.broker.send(messages.toArray(Packet[]::new));

		this.broker.expect(answers.toArray(Packet[]::new));
		this.broker.expectAlive(client);
		assertThat(payloads).containsExactlyElementsOf(sent);
	}

	@Test // [MQTT-1.5.4-3], [v3 MQTT-1.5.3-3]
	void aTopicKeepsItsByteOrderMark() throws InterruptedException {
		connect();

		this.broker.sendBytes(this.broker.isV5() ? "30 07 00 04 EF BB BF 61 00" : "30 06 00 04 EF BB BF 61");

		assertThat(next().message().topic()).isEqualTo("\uFEFFa");
	}

}
