// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PUBLISH on its way to the server, and what a server may answer. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class PublishFlowTests {

	private final ScriptedBroker broker;

	PublishFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	private static MqttMessage message(QoS qos) {
		return MqttMessage.builder("t").qos(qos).retain(true).payload("hello").build();
	}

	@Test // [MQTT-4.3.1-1], [MQTT-3.3.4-1], [v3 MQTT-4.3.1-1]
	void isOverWhenItIsSentAtQos0() {
		MqttClient client = this.broker.connect();

		CompletableFuture<?> publishing = client.publish(message(QoS.AT_MOST_ONCE));

		this.broker.expect(new Publish(message(QoS.AT_MOST_ONCE), false, 0));
		ScriptedBroker.result(publishing);
		this.broker.expectAlive(client);
	}

	@Test // [MQTT-4.3.2-2], [MQTT-4.3.2-3], [v3 MQTT-4.3.2-1]
	void isOverWithPubackAtQos1() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> publishing = client.publish(message(QoS.AT_LEAST_ONCE));

		Publish publish = this.broker.expect(Publish.class);
		assertThat(publish).isEqualTo(new Publish(message(QoS.AT_LEAST_ONCE), false, publish.packetId()));
		assertThat(publishing).isNotDone();

		this.broker.send(new PubAck(publish.packetId()));
		ScriptedBroker.result(publishing);
	}

	@Test // [MQTT-4.3.3-2], [MQTT-4.3.3-4], [MQTT-4.3.3-5], [v3 MQTT-4.3.3-1]
	void isOverWithPubcompAtQos2() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> publishing = client.publish(message(QoS.EXACTLY_ONCE));

		Publish publish = this.broker.expect(Publish.class);
		assertThat(publish).isEqualTo(new Publish(message(QoS.EXACTLY_ONCE), false, publish.packetId()));

		this.broker.send(new PubRec(publish.packetId()));
		this.broker.expect(new PubRel(publish.packetId()));
		assertThat(publishing).isNotDone();

		this.broker.send(new PubComp(publish.packetId()));
		ScriptedBroker.result(publishing);
	}

	@Test
	void takesAnswersInAnyOrder() {
		MqttClient client = this.broker.connect();
		List<CompletableFuture<PublishResult>> publishing = new ArrayList<>();
		List<Packet> answers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			publishing.add(client.publish(message(QoS.AT_LEAST_ONCE)));
			answers.add(new PubAck(this.broker.expect(Publish.class).packetId()));
		}

		Collections.reverse(answers);
		this.broker.send(answers.toArray(Packet[]::new));

		publishing.forEach(ScriptedBroker::result);
		this.broker.expectAlive(client);
	}

	@Test // [MQTT-4.6.0-4], [v3 MQTT-4.6.0-4]
	void releasesInTheOrderOfPubrecWhateverTheOrderOfPublish() {
		MqttClient client = this.broker.connect();
		client.publish(message(QoS.EXACTLY_ONCE));
		client.publish(message(QoS.EXACTLY_ONCE));
		int first = this.broker.expect(Publish.class).packetId();
		int second = this.broker.expect(Publish.class).packetId();

		this.broker.send(new PubRec(second), new PubRec(first));
		this.broker.expect(new PubRel(second), new PubRel(first));

		this.broker.hangUp();
		this.broker.acceptSession(true);
		this.broker.expect(new PubRel(second), new PubRel(first));
	}

	@Test // [MQTT-4.3.3-6], [v3 MQTT-4.3.3-1]
	void isReleasedAgainIfPubrecComesAgain() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> publishing = client.publish(message(QoS.EXACTLY_ONCE));
		int packetId = this.broker.expect(Publish.class).packetId();

		this.broker.send(new PubRec(packetId), new PubRec(packetId));
		this.broker.expect(new PubRel(packetId), new PubRel(packetId));
		this.broker.send(new PubComp(packetId), new PubComp(packetId));

		ScriptedBroker.result(publishing);
		this.broker.expectAlive(client);
	}

	@ParameterizedTest // [MQTT-2.2.1-5], [v3 MQTT-2.3.1-6]
	@EnumSource(WrongAnswer.class)
	void goesOnWithTheNextConnectionAfterAWrongAnswer(WrongAnswer wrong) {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> publishing = client.publish(message(wrong.qos));
		Publish publish = this.broker.expect(Publish.class);

		this.broker.send(wrong.to(publish.packetId()));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		assertThat(publishing).isNotDone();
		this.broker.acceptSession(true);
		this.broker.expect(new Publish(publish.message(), true, publish.packetId()));
	}

	enum WrongAnswer {

		PUBREC_FOR_QOS_1(QoS.AT_LEAST_ONCE) {
			@Override
			Packet to(int packetId) {
				return new PubRec(packetId);
			}
		},

		PUBCOMP_FOR_QOS_1(QoS.AT_LEAST_ONCE) {
			@Override
			Packet to(int packetId) {
				return new PubComp(packetId);
			}
		},

		PUBACK_FOR_QOS_2(QoS.EXACTLY_ONCE) {
			@Override
			Packet to(int packetId) {
				return new PubAck(packetId);
			}
		},

		PUBCOMP_BEFORE_PUBREL(QoS.EXACTLY_ONCE) {
			@Override
			Packet to(int packetId) {
				return new PubComp(packetId);
			}
		},

		PUBACK_OF_ANOTHER_IDENTIFIER(QoS.AT_LEAST_ONCE) {
			@Override
			Packet to(int packetId) {
				return new PubAck(packetId + 1);
			}
		};

		private final QoS qos;

		WrongAnswer(QoS qos) {
			this.qos = qos;
		}

		abstract Packet to(int packetId);

	}

	@Test
	void isNotAcknowledgedTwice() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> publishing = client.publish(message(QoS.AT_LEAST_ONCE));
		PubAck answer = new PubAck(this.broker.expect(Publish.class).packetId());

		this.broker.send(answer, answer);

		ScriptedBroker.result(publishing);
		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.expectReconnected(client);
	}

	@Test // [MQTT-3.3.1-1], [v3 MQTT-3.3.1-1], [v3 MQTT-2.3.1-3]
	void isSentAgainAsADuplicateWhereverItsFirstCopyIsCut() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> publishing = client.publish(message(QoS.AT_LEAST_ONCE));
		Publish publish = this.broker.expect(Publish.class);

		for (int cut = 0; cut < this.broker.bytes(publish).length; cut++) {
			this.broker.reset();
			this.broker.acceptSession(true);
			this.broker.cutAfter(cut);
			this.broker.acceptSession(true);
			this.broker.expect(new Publish(publish.message(), true, publish.packetId()));
		}

		this.broker.send(new PubAck(publish.packetId()));
		ScriptedBroker.result(publishing);
	}

	@Test
	void takesHundredsOfAnswersInOneSegment() {
		MqttClient client = this.broker.connect();
		List<CompletableFuture<PublishResult>> publishing = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			publishing.add(client.publish(message((i % 50 == 0) ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE)));
		}
		List<Packet> answers = new ArrayList<>();
		List<Packet> completions = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			Publish publish = this.broker.expect(Publish.class);
			boolean once = publish.message().qos() == QoS.AT_LEAST_ONCE;
			answers.add(once ? new PubAck(publish.packetId()) : new PubRec(publish.packetId()));
		}

		this.broker.send(answers.toArray(Packet[]::new));
		for (int i = 0; i < 500 / 50; i++) {
			completions.add(new PubComp(this.broker.expect(PubRel.class).packetId()));
		}
		this.broker.send(completions.toArray(Packet[]::new));

		publishing.forEach(ScriptedBroker::result);
	}

}
