// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.time.Duration;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static io.github.mqttboot.internal.session.SessionFixture.duplicate;
import static io.github.mqttboot.internal.session.SessionFixture.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InboundPublishesTests {

	private final SessionFixture fixture = new SessionFixture(3);

	private final RecordingOutput output = this.fixture.output;

	private final Session session = this.fixture.session;

	@BeforeEach
	void connect() {
		this.fixture.connect(false);
	}

	@Test
	void qos0IsDeliveredWithNothingToAcknowledge() {
		this.session.receive(packet(QoS.AT_MOST_ONCE, "a", 0));

		assertThat(this.output.delivered).hasSize(1);
		assertThat(this.output.receipts).containsOnlyNulls();
	}

	@Test // [MQTT-4.6.0-2]
	void acknowledgementsLeaveInArrivalOrderEvenWhenHandlersFinishOutOfOrder() {
		this.session.receive(packet(QoS.AT_LEAST_ONCE, "a", 1));
		this.session.receive(packet(QoS.EXACTLY_ONCE, "b", 2));

		acknowledge(1);
		assertThat(this.output.sent).isEmpty();

		acknowledge(0);
		assertThat(this.output.takeSent()).containsExactly(new PubAck(1), new PubRec(2));
	}

	@Test // [v3 MQTT-4.3.3-2]
	void aFailedMessageOfQos2IsNotDeliveredAgainWherePubrecCannotRefuseIt() {
		SessionFixture version3 = new SessionFixture(MqttVersion.V3_1_1, 65_535);
		version3.connect(false);
		version3.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
		Receipt receipt = version3.output.receipt(0);
		receipt.decide(ReasonCode.UNSPECIFIED_ERROR, PacketProperties.NONE);
		version3.session.acknowledge(receipt);
		version3.session.disconnected();

		version3.connect(true);
		version3.session.receive(duplicate(QoS.EXACTLY_ONCE, "a", 1));
		version3.session.receive(new PubRel(1));

		assertThat(version3.output.delivered).hasSize(1);
		assertThat(version3.output.sent).last().isEqualTo(new PubComp(1));
	}

	@Test
	void onlyTheFirstOutcomeCounts() {
		this.session.receive(packet(QoS.AT_LEAST_ONCE, "a", 1));

		acknowledge(0, ReasonCode.QUOTA_EXCEEDED);
		acknowledge(0);

		assertThat(this.output.takeSent())
			.containsExactly(new PubAck(1, ReasonCode.QUOTA_EXCEEDED, PacketProperties.NONE));
	}

	@Test // [MQTT-4.3.3-10]
	void qos2IsDeliveredOnceHoweverOftenItComes() {
		this.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
		this.session.receive(duplicate(QoS.EXACTLY_ONCE, "a", 1));
		acknowledge(0);
		this.session.receive(duplicate(QoS.EXACTLY_ONCE, "a", 1));

		assertThat(this.output.delivered).hasSize(1);
		assertThat(this.output.takeSent()).containsExactly(new PubRec(1), new PubRec(1));
	}

	@Test
	void inASessionThatMayBeAnotherOneTheIdentifierOfANewMessageIsNotThatOfAnOldOne() {
		this.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
		this.session.receive(packet(QoS.EXACTLY_ONCE, "b", 2));
		acknowledge(0);
		acknowledge(1);
		this.session.disconnected();
		this.session.unanswered();

		this.fixture.connect(true);
		this.session.receive(packet(QoS.EXACTLY_ONCE, "c", 1));
		this.session.receive(duplicate(QoS.EXACTLY_ONCE, "b", 2));

		assertThat(this.output.delivered).extracting((each) -> each.message().payloadAsString())
			.containsExactly("a", "b", "c");
	}

	@Test // [MQTT-4.3.3-13]
	void anExpiredMessageIsAnsweredToTheEnd() {
		MqttMessage message = MqttMessage.builder("t").qos(QoS.EXACTLY_ONCE).messageExpiry(Duration.ZERO).build();
		this.session.receive(new Publish(message, false, 1));
		acknowledge(0);
		this.session.receive(new PubRel(1));

		assertThat(this.output.sent).containsExactly(new PubRec(1), new PubComp(1));
	}

	@Test
	void afterPubrelTheIdentifierStandsForANewMessage() {
		this.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
		acknowledge(0);
		this.session.receive(new PubRel(1));
		this.session.receive(packet(QoS.EXACTLY_ONCE, "b", 1));

		assertThat(this.output.delivered).hasSize(2);
		assertThat(this.output.takeSent()).containsExactly(new PubRec(1), new PubComp(1));
	}

	@Test
	void pubrelForAnUnknownIdentifierIsAnsweredThatItIsUnknown() {
		this.session.receive(new PubRel(5));

		assertThat(this.output.takeSent())
			.containsExactly(new PubComp(5, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, PacketProperties.NONE));
	}

	@Test
	void pubrelBeforePubrecIsAProtocolError() {
		this.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));

		assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> this.session.receive(new PubRel(1)));
	}

	@Test
	void anErrorInPubrecEndsTheExchange() {
		this.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
		acknowledge(0, ReasonCode.NOT_AUTHORIZED);
		this.session.receive(packet(QoS.EXACTLY_ONCE, "b", 1));

		assertThat(this.output.delivered).hasSize(2);
	}

	@Test // [MQTT-3.3.4-9]
	void moreThanTheReceiveMaximumIsRefusedCountingQos2UntilPubrel() {
		this.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
		acknowledge(0);
		this.session.receive(packet(QoS.AT_LEAST_ONCE, "b", 2));
		this.session.receive(packet(QoS.AT_LEAST_ONCE, "c", 3));

		assertThatExceptionOfType(MqttProtocolException.class)
			.isThrownBy(() -> this.session.receive(packet(QoS.AT_LEAST_ONCE, "d", 4)))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED));
	}

	@Test
	void pubrelAndPubackMakeRoomInTheReceiveMaximum() {
		for (int i = 0; i < 30; i++) {
			this.session.receive(packet(QoS.EXACTLY_ONCE, "a", 1 + i));
			acknowledge(i);
			this.session.receive(new PubRel(1 + i));
		}

		assertThat(this.output.delivered).hasSize(30);
	}

	@Nested
	class AfterAReconnect {

		@Test
		void anAcknowledgementForTheOldConnectionIsNotSent() {
			session.receive(packet(QoS.AT_LEAST_ONCE, "a", 1));
			session.disconnected();
			fixture.connect(true);

			acknowledge(0);

			assertThat(output.sent).isEmpty();
		}

		@Test
		void qos2ThatIsStillBeingHandledIsNotDeliveredAgainAndIsAnsweredWhenHandled() {
			session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
			session.disconnected();
			fixture.connect(true);
			session.receive(duplicate(QoS.EXACTLY_ONCE, "a", 1));
			assertThat(output.delivered).hasSize(1);
			assertThat(output.sent).isEmpty();

			acknowledge(0);

			assertThat(output.takeSent()).containsExactly(new PubRec(1));
		}

		@Test
		void qos2ThatWasHandledMeanwhileIsAnsweredAtOnce() {
			session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
			session.disconnected();
			acknowledge(0);
			fixture.connect(true);

			session.receive(duplicate(QoS.EXACTLY_ONCE, "a", 1));

			assertThat(output.delivered).hasSize(1);
			assertThat(output.takeSent()).containsExactly(new PubRec(1));
		}

		@Test
		void pubrelThatComesFirstEndsTheExchange() {
			session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
			acknowledge(0);
			session.disconnected();
			fixture.connect(true);
			output.takeSent();

			session.receive(new PubRel(1));

			assertThat(output.takeSent()).containsExactly(new PubComp(1));
		}

		@Test
		void aLostSessionForgetsTheIdentifiers() {
			session.receive(packet(QoS.EXACTLY_ONCE, "a", 1));
			session.disconnected();
			fixture.connect(false);

			session.receive(packet(QoS.EXACTLY_ONCE, "new", 1));
			acknowledge(0);
			assertThat(output.sent).as("the old message's outcome is not the new one's").isEmpty();

			acknowledge(1);
			assertThat(output.delivered).hasSize(2);
			assertThat(output.takeSent()).containsExactly(new PubRec(1));
		}

	}

	private void acknowledge(int delivery) {
		acknowledge(delivery, ReasonCode.SUCCESS);
	}

	private void acknowledge(int delivery, ReasonCode outcome) {
		Receipt receipt = this.output.receipt(delivery);
		receipt.decide(outcome, PacketProperties.NONE);
		this.session.acknowledge(receipt);
	}

}
