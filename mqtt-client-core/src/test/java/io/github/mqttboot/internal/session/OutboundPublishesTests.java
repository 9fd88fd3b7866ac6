// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.ParameterizedTest;

import static io.github.mqttboot.internal.session.SessionFixture.duplicate;
import static io.github.mqttboot.internal.session.SessionFixture.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OutboundPublishesTests {

	private final SessionFixture fixture = new SessionFixture();

	private final RecordingOutput output = this.fixture.output;

	private final Session session = this.fixture.session;

	@Nested
	class WhileConnected {

		WhileConnected() {
			OutboundPublishesTests.this.fixture.connect(false);
		}

		@Test
		void qos0EndsWhenItIsHandedToTheNetwork() {
			PublishExchange exchange = publish(QoS.AT_MOST_ONCE, "a");

			assertThat(output.takeSent()).containsExactly(packet(QoS.AT_MOST_ONCE, "a", 0));
			assertThat(exchange).isCompletedWithValue(PublishResult.SUCCESS);
		}

		@Test
		void qos1EndsWithPuback() {
			PublishExchange exchange = publish(QoS.AT_LEAST_ONCE, "a");
			assertThat(output.takeSent()).containsExactly(packet(QoS.AT_LEAST_ONCE, "a", 1));
			assertThat(exchange).isNotDone();

			session.receive(new PubAck(1));

			assertThat(exchange).isCompletedWithValue(PublishResult.SUCCESS);
			assertThat(session.inFlight()).isZero();
		}

		@Test // [MQTT-4.4.0-1]
		void pubrelIsSentAgainWhateverTheServerAllowsNow() {
			MqttMessage message = MqttMessage.builder("t").qos(QoS.EXACTLY_ONCE).retain(true).build();
			PublishExchange exchange = new PublishExchange(message, 0, Runnable::run, (ended, failure) -> {
			});
			session.publish(exchange);
			session.receive(new PubRec(1));
			session.disconnected();
			output.takeSent();

			fixture.connect(true, PacketProperties.builder().set(Property.RETAIN_AVAILABLE, false).build());
			assertThat(output.takeSent()).containsExactly(new PubRel(1));

			session.receive(new PubComp(1));
			assertThat(exchange).isCompletedWithValue(PublishResult.SUCCESS);
		}

		@Test // [MQTT-4.3.3-4]
		void qos2EndsWithPubcompAndNotBefore() {
			PublishExchange exchange = publish(QoS.EXACTLY_ONCE, "a");
			output.takeSent();

			session.receive(new PubRec(1));
			assertThat(output.takeSent()).containsExactly(new PubRel(1));
			assertThat(exchange).isNotDone();

			session.receive(new PubComp(1));
			assertThat(exchange).isCompletedWithValue(PublishResult.SUCCESS);
		}

		@Test
		void aRefusalInPubackFailsTheFuture() {
			PublishExchange exchange = publish(QoS.AT_LEAST_ONCE, "a");

			session.receive(new PubAck(1, ReasonCode.QUOTA_EXCEEDED, PacketProperties.NONE));

			assertThat(exchange).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(MqttRejectedException.class)
				.withMessageContaining("0x97 quota exceeded");
		}

		@Test // section 4.3.3
		void aRefusalInPubrecEndsTheExchangeWithoutPubrel() {
			PublishExchange exchange = publish(QoS.EXACTLY_ONCE, "a");
			output.takeSent();

			session.receive(new PubRec(1, ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE));

			assertThat(output.sent).isEmpty();
			assertThat(exchange).isCompletedExceptionally();
			assertThat(session.inFlight()).isZero();
		}

		@Test
		void whatTheServerSaysWithPubrecIsTheResult() {
			PublishExchange exchange = publish(QoS.EXACTLY_ONCE, "a");

			session.receive(new PubRec(1, ReasonCode.NO_MATCHING_SUBSCRIBERS, PacketProperties.NONE));
			session.receive(new PubComp(1));

			assertThat(exchange)
				.isCompletedWithValueMatching((result) -> result.reasonCode() == ReasonCode.NO_MATCHING_SUBSCRIBERS);
		}

		@Test
		void anAnswerToNothingIsAProtocolError() {
			assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> session.receive(new PubAck(7)))
				.withMessageContaining("7");
		}

		@Test
		void pubackForQos2IsAProtocolError() {
			publish(QoS.EXACTLY_ONCE, "a");

			assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> session.receive(new PubAck(1)));
		}

		@Test
		void pubrecOfAnUnknownExchangeIsAnsweredSoThatTheServerCanForgetIt() {
			session.receive(new PubRec(9));

			assertThat(output.takeSent())
				.containsExactly(new PubRel(9, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, PacketProperties.NONE));
		}

		@Test
		void whatWaitsBehindAnExpiredMessageNeedNotWaitForItsTurn() {
			session.disconnected();
			fixture.connect(true, PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build());
			publish(QoS.AT_LEAST_ONCE, "a");
			session.publish(new PublishExchange(SessionFixture.message(QoS.AT_LEAST_ONCE, "b"), 0, 5, Runnable::run,
					(ended, failure) -> {
					}));
			PublishExchange behind = publish(QoS.AT_MOST_ONCE, "c");
			assertThat(behind).isNotDone();

			session.tick(5);

			assertThat(behind).isCompletedWithValue(PublishResult.SUCCESS);
		}

		@Test
		void messagesWaitWhileTheNetworkTakesNoMore() {
			output.writable = false;
			PublishExchange first = publish(QoS.AT_MOST_ONCE, "a");
			publish(QoS.AT_LEAST_ONCE, "b");
			assertThat(output.sent).isEmpty();
			assertThat(session.waiting()).isEqualTo(2);

			output.writable = true;
			session.writable();

			assertThat(output.takeSent()).containsExactly(packet(QoS.AT_MOST_ONCE, "a", 0),
					packet(QoS.AT_LEAST_ONCE, "b", 1));
			assertThat(first).isDone();
		}

		@Test
		void aMessageThatIsTooLargeFailsAloneAndFreesItsIdentifier() {
			output.largestPayload = 3;
			PublishExchange tooLarge = publish(QoS.AT_LEAST_ONCE, "four");
			PublishExchange fits = publish(QoS.AT_LEAST_ONCE, "two");

			assertThat(tooLarge).isCompletedExceptionally();
			assertThat(fits).isNotDone();
			assertThat(session.inFlight()).isEqualTo(1);
		}

	}

	@Nested
	class WithinTheServersLimits {

		@Test // [MQTT-3.3.4-7]
		void receiveMaximumHoldsMessagesBackUntilOneEnds() {
			fixture.connect(false, PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 2).build());
			publish(QoS.AT_LEAST_ONCE, "a");
			publish(QoS.EXACTLY_ONCE, "b");
			publish(QoS.AT_LEAST_ONCE, "c");
			assertThat(output.takeSent()).hasSize(2);

			session.receive(new PubRec(2));
			assertThat(output.takeSent()).as("QoS 2 counts until PUBCOMP").containsExactly(new PubRel(2));

			session.receive(new PubComp(2));
			assertThat(output.takeSent()).containsExactly(packet(QoS.AT_LEAST_ONCE, "c", 3));
		}

		@Test
		void aServerOfMqtt311IsGivenNoMoreThan20MessagesOfQos2BeforeItHasReceivedOne() {
			SessionFixture fixture = new SessionFixture(MqttVersion.V3_1_1, 65_535);
			fixture.connect(false);
			for (int i = 1; i <= 21; i++) {
				fixture.publish(QoS.EXACTLY_ONCE, "x");
			}
			assertThat(fixture.output.takeSent()).hasSize(20);

			fixture.session.receive(new PubRec(1));

			assertThat(fixture.output.takeSent()).containsExactly(new PubRel(1), packet(QoS.EXACTLY_ONCE, "x", 21));
		}

		@ParameterizedTest
		@EnumSource(MqttVersion.class)
		void theApplicationMayAllowOtherNumbers(MqttVersion version) {
			SessionFixture fixture = SessionFixture.withInFlight(version, 30);
			fixture.connect(false);
			for (int i = 1; i <= 31; i++) {
				fixture.publish(QoS.EXACTLY_ONCE, "x");
			}
			assertThat(fixture.output.takeSent()).hasSize(30);

			fixture.session.receive(new PubRec(1));
			assertThat(fixture.output.takeSent()).containsExactly(new PubRel(1));

			fixture.session.receive(new PubComp(1));
			assertThat(fixture.output.takeSent()).containsExactly(packet(QoS.EXACTLY_ONCE, "x", 31));
		}

		@Test // [MQTT-3.3.4-7]
		void theServersReceiveMaximumHoldsWhateverTheApplicationAllows() {
			SessionFixture fixture = SessionFixture.withInFlight(MqttVersion.V5, 30);
			fixture.connect(false, PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build());

			fixture.publish(QoS.AT_LEAST_ONCE, "a");
			fixture.publish(QoS.AT_LEAST_ONCE, "b");

			assertThat(fixture.output.takeSent()).hasSize(1);
		}

		@Test
		void aServerOfMqtt311IsGivenNothingOfQos1EitherWhileItHas20MessagesOfQos2() {
			SessionFixture fixture = new SessionFixture(MqttVersion.V3_1_1, 65_535);
			fixture.connect(false);
			for (int i = 1; i <= 20; i++) {
				fixture.publish(QoS.EXACTLY_ONCE, "x");
			}
			fixture.publish(QoS.AT_LEAST_ONCE, "y");
			assertThat(fixture.output.takeSent()).hasSize(20);

			fixture.session.receive(new PubRec(1));

			assertThat(fixture.output.takeSent()).containsExactly(new PubRel(1), packet(QoS.AT_LEAST_ONCE, "y", 21));
		}

		@Test // [MQTT-3.2.2-11]
		void maximumQosRefusesBeforeSending() {
			fixture.connect(false, PacketProperties.builder().set(Property.MAXIMUM_QOS, 1).build());

			PublishExchange exchange = publish(QoS.EXACTLY_ONCE, "a");

			assertThat(output.sent).isEmpty();
			assertThat(exchange).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("QoS must be at most 1, was 2");
		}

	}

	@Nested
	class WithoutConnection {

		@Test
		void qos0FailsAtOnce() {
			assertThat(publish(QoS.AT_MOST_ONCE, "a")).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(MqttConnectionException.class);
		}

		@Test
		void otherMessagesLeaveInOrderWhenItIsThere() {
			publish(QoS.AT_LEAST_ONCE, "a");
			publish(QoS.EXACTLY_ONCE, "b");

			fixture.connect(false);

			assertThat(output.takeSent()).containsExactly(packet(QoS.AT_LEAST_ONCE, "a", 1),
					packet(QoS.EXACTLY_ONCE, "b", 2));
		}

	}

	@Nested
	class AfterAReconnect {

		private final PublishExchange atLeastOnce;

		private final PublishExchange exactlyOnce;

		private final PublishExchange released;

		AfterAReconnect() {
			OutboundPublishesTests.this.fixture.connect(false);
			this.released = publish(QoS.EXACTLY_ONCE, "released");
			this.atLeastOnce = publish(QoS.AT_LEAST_ONCE, "1");
			this.exactlyOnce = publish(QoS.EXACTLY_ONCE, "2");
			session.receive(new PubRec(1));
			output.takeSent();
			session.disconnected();
		}

		@Test // [MQTT-4.4.0-1], [MQTT-3.3.1-1]
		void everythingInFlightIsSentAgainInOrderWithDupAndItsIdentifier() {
			publish(QoS.AT_LEAST_ONCE, "new");

			fixture.connect(true);

			assertThat(output.takeSent()).containsExactly(new PubRel(1), duplicate(QoS.AT_LEAST_ONCE, "1", 2),
					duplicate(QoS.EXACTLY_ONCE, "2", 3), packet(QoS.AT_LEAST_ONCE, "new", 4));
		}

		@Test
		void exchangesEndOnTheNewConnection() {
			fixture.connect(true);

			session.receive(new PubComp(1));
			session.receive(new PubAck(2));

			assertThat(this.released).isCompleted();
			assertThat(this.atLeastOnce).isCompleted();
			assertThat(this.exactlyOnce).isNotDone();
			assertThat(session.inFlight()).isEqualTo(1);
		}

		@Test
		void aLostSessionPublishesQos1AnewAndTellsThatQos2IsUnknown() {
			boolean lost = fixture.connect(false);

			assertThat(lost).isTrue();
			assertThat(output.takeSent()).containsExactly(packet(QoS.AT_LEAST_ONCE, "1", 4));
			assertThat(this.exactlyOnce).isCompletedExceptionally();
			assertThat(this.released).isCompletedExceptionally();
		}

		@Test // [MQTT-3.3.4-8]
		void aSmallerReceiveMaximumHoldsBackWhatWasInFlightButNoPubrel() {
			fixture.connect(true, PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build());
			assertThat(output.takeSent()).containsExactly(new PubRel(1));

			session.receive(new PubComp(1));
			assertThat(output.takeSent()).containsExactly(duplicate(QoS.AT_LEAST_ONCE, "1", 2));

			session.receive(new PubAck(2));

			assertThat(output.takeSent()).containsExactly(duplicate(QoS.EXACTLY_ONCE, "2", 3));
		}

		@Test
		void aSecondLossBeforeEverythingWasSentAgainLosesNothing() {
			fixture.connect(true, PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build());
			output.takeSent();
			session.disconnected();

			fixture.connect(true);

			assertThat(output.takeSent()).containsExactly(new PubRel(1), duplicate(QoS.AT_LEAST_ONCE, "1", 2),
					duplicate(QoS.EXACTLY_ONCE, "2", 3));
		}

		@Test // [MQTT-4.3.3-7]
		void whatWasSentIsSentAgainHoweverShortItsExpiry() {
			fixture.connect(true);
			MqttMessage message = MqttMessage.builder("t").qos(QoS.EXACTLY_ONCE).messageExpiry(Duration.ZERO).build();
			session.publish(new PublishExchange(message, 0, Runnable::run, (exchange, failure) -> {
			}));
			session.disconnected();
			output.takeSent();

			fixture.connect(true);

			assertThat(output.takeSent()).contains(new Publish(message, true, 4));
		}

		@Test // [MQTT-4.4.0-2]
		void whatTheServerRefusedIsNotSentAgain() {
			fixture.connect(true);
			session.receive(new PubAck(2, ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE));
			session.receive(new PubRec(3, ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE));
			session.disconnected();
			output.takeSent();

			fixture.connect(true);

			assertThat(output.takeSent()).containsExactly(new PubRel(1));
		}

		@Test
		void whatFailedAtDisconnectKeepsItsIdentifierForTheKeptSession() {
			session.failAll(new MqttConnectionException("disconnected", null));
			assertThat(this.exactlyOnce).isCompletedExceptionally();

			fixture.connect(true);

			assertThat(output.takeSent()).contains(duplicate(QoS.EXACTLY_ONCE, "2", 3), new PubRel(1));
		}

	}

	private PublishExchange publish(QoS qos, String payload) {
		return this.fixture.publish(qos, payload);
	}

}
