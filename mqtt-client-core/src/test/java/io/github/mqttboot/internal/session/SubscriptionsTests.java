// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;

import org.junit.jupiter.api.Test;

import static io.github.mqttboot.internal.session.SessionFixture.RESPONSE_TIMEOUT;
import static io.github.mqttboot.internal.session.SessionFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SubscriptionsTests {

	private final SessionFixture fixture = new SessionFixture();

	private final RecordingOutput output = this.fixture.output;

	private final Session session = this.fixture.session;

	@Test
	void aSubscriptionWaitsForTheConnectionAndEndsWithSuback() {
		SubscribeExchange exchange = this.fixture.subscribe("a");
		assertThat(this.output.sent).isEmpty();

		this.fixture.connect(false);
		assertThat(filtersSent()).containsExactly(List.of("a"));

		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		assertThat(exchange).isCompleted();
	}

	@Test
	void aLostSessionIsSubscribedAgainInFewPackets() {
		this.fixture.connect(false);
		IntStream.rangeClosed(1, 10).forEach((i) -> {
			this.fixture.subscribe("f" + i);
			this.session.receive(subAck(i, ReasonCode.GRANTED_QOS_1));
		});
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(false);

		assertThat(filtersSent()).containsExactly(List.of("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"),
				List.of("f9", "f10"));
	}

	@Test
	void whatTheServerDoesNotAllowAnyMoreIsRefusedAlone() {
		this.fixture.connect(false);
		this.fixture.subscribe("a");
		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		this.fixture.subscribe("b/+");
		this.session.receive(subAck(2, ReasonCode.GRANTED_QOS_1));
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(false,
				PacketProperties.builder().set(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, false).build());

		assertThat(filtersSent()).containsExactly(List.of("a"));
		assertThat(this.output.refusedForNow).containsExactly(TopicFilter.of("b/+"));
	}

	@Test
	void aKeptSessionIsNotSubscribedAgain() {
		this.fixture.connect(false);
		this.fixture.subscribe("a");
		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(true);

		assertThat(this.output.sent).isEmpty();
	}

	@Test
	void aSessionThatMayHaveBegunWithoutTheClientsKnowledgeIsSubscribedAgain() {
		this.fixture.connect(false);
		this.fixture.subscribe("a");
		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		this.output.takeSent();
		this.session.disconnected();
		this.session.unanswered();

		this.fixture.connect(true);
		assertThat(filtersSent()).containsExactly(List.of("a"));

		this.session.receive(subAck(2, ReasonCode.GRANTED_QOS_1));
		this.session.disconnected();
		this.output.takeSent();
		this.fixture.connect(true);
		assertThat(this.output.sent).isEmpty();
	}

	@Test
	void aRequestThatWasNotAnsweredIsSentAgain() {
		this.fixture.connect(false);
		SubscribeExchange exchange = this.fixture.subscribe("a");
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(true);
		assertThat(filtersSent()).containsExactly(List.of("a"));

		this.session.receive(subAck(2, ReasonCode.SUCCESS));
		assertThat(exchange).isCompleted();
	}

	@Test
	void whatIsSubscribedAndUnsubscribedBeforeTheConnectionIsUnsubscribedAtTheServer() {
		this.fixture.subscribe("a");
		UnsubscribeExchange exchange = unsubscribe("a");

		this.fixture.connect(false);
		assertThat(this.output.sent).hasSize(2).last().isInstanceOf(Unsubscribe.class);

		this.session.receive(new UnsubAck(2, List.of(ReasonCode.SUCCESS), PacketProperties.NONE));
		assertThat(exchange).isCompleted();
	}

	@Test
	void aRefusedSubscriptionFailsAndIsNotAskedForAgain() {
		this.fixture.connect(false);
		SubscribeExchange exchange = this.fixture.subscribe("a");
		this.session.receive(subAck(1, ReasonCode.NOT_AUTHORIZED));
		assertThat(exchange).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("refused the subscription to \"a\": 0x87 not authorized");
		assertThat(this.output.refused).containsExactly(TopicFilter.of("a"));
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(false);

		assertThat(this.output.sent).isEmpty();
	}

	@Test
	void aRefusalOfSomeLeavesTheOthersGranted() {
		this.fixture.connect(false);
		SubscribeExchange exchange = this.fixture.subscribe("a", "b");

		this.session.receive(
				new SubAck(1, List.of(ReasonCode.QUOTA_EXCEEDED, ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

		assertThat(exchange).isCompletedWithValueMatching((answer) -> answer.reasonCodes().size() == 2);
		assertThat(this.output.refused).containsExactly(TopicFilter.of("a"));
	}

	@Test // section 3.8.4
	void aChangeThatIsRefusedLeavesTheSubscriptionAsItWas() {
		this.fixture.connect(false);
		subscribe(QoS.AT_LEAST_ONCE, 1, ReasonCode.GRANTED_QOS_1);

		SubscribeExchange change = subscribe(QoS.EXACTLY_ONCE, 2, ReasonCode.NOT_AUTHORIZED);

		assertThat(change).isCompletedExceptionally();
		assertThat(this.output.changesRefused).containsExactly(TopicFilter.of("a"));
		assertThat(this.output.refused).isEmpty();
		assertThat(this.output.granted).containsExactly(QoS.AT_LEAST_ONCE, QoS.AT_LEAST_ONCE);
		assertThat(qosSubscribedAgain()).containsExactly(QoS.AT_LEAST_ONCE);
	}

	@Test
	void aChangeThatThisServerDoesNotAllowLeavesTheSubscriptionAsItWas() {
		this.fixture.connect(false,
				PacketProperties.builder().set(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, false).build());
		subscribe(QoS.AT_LEAST_ONCE, 1, ReasonCode.GRANTED_QOS_1);

		this.session.subscribe(new SubscribeExchange(List.of(Subscription.of("a", QoS.EXACTLY_ONCE)),
				PacketProperties.builder().subscriptionIdentifier(7).build(), Runnable::run), 0);

		assertThat(this.output.changesRefused).containsExactly(TopicFilter.of("a"));
		assertThat(qosSubscribedAgain()).containsExactly(QoS.AT_LEAST_ONCE);
	}

	@Test
	void ofSeveralChangesUnderWayTheLastThatIsGrantedCounts() {
		this.fixture.connect(false);
		subscribe(QoS.AT_LEAST_ONCE, 1, ReasonCode.GRANTED_QOS_1);
		subscribe(QoS.EXACTLY_ONCE);
		subscribe(QoS.AT_MOST_ONCE);
		subscribe(QoS.AT_LEAST_ONCE);

		this.session.receive(subAck(2, ReasonCode.GRANTED_QOS_2));
		this.session.receive(subAck(3, ReasonCode.NOT_AUTHORIZED));
		this.session.receive(subAck(4, ReasonCode.NOT_AUTHORIZED));

		assertThat(qosSubscribedAgain()).containsExactly(QoS.EXACTLY_ONCE);
	}

	@Test
	void aChangeThatIsGrantedIsNotUndoneByTheRefusalOfAnEarlierOne() {
		this.fixture.connect(false);
		subscribe(QoS.AT_LEAST_ONCE);
		subscribe(QoS.EXACTLY_ONCE);

		this.session.receive(subAck(1, ReasonCode.NOT_AUTHORIZED));
		this.session.receive(subAck(2, ReasonCode.GRANTED_QOS_2));

		assertThat(this.output.refused).isEmpty();
		assertThat(qosSubscribedAgain()).containsExactly(QoS.EXACTLY_ONCE);
	}

	@Test
	void aSubscriptionThatWasLostBeforeItsChangeWasRefusedIsMadeAgainAtOnce() {
		this.fixture.connect(false);
		subscribe(QoS.AT_LEAST_ONCE, 1, ReasonCode.GRANTED_QOS_1);
		this.session.disconnected();
		this.fixture.subscribe("a");
		this.fixture.connect(false);
		this.output.takeSent();

		this.session.receive(subAck(2, ReasonCode.NOT_AUTHORIZED));
		assertThat(this.session.received(SECOND)).isTrue();
		assertThat(this.session.nextTick()).isEqualTo(SECOND);
		this.session.tick(SECOND);

		assertThat(filtersSent()).containsExactly(List.of("a"));
	}

	@Test
	void aLostSubscriptionIsMadeAgainWhileItsChangeIsRefused() {
		this.fixture.connect(false);
		subscribe(QoS.AT_LEAST_ONCE, 1, ReasonCode.GRANTED_QOS_1);
		this.session.disconnected();
		subscribe(QoS.EXACTLY_ONCE);
		this.session.failAll(new MqttConnectionException("no connection", null));
		this.fixture.connect(false);
		assertThat(qosSent()).containsExactly(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE);

		this.session.receive(subAck(2, ReasonCode.NOT_AUTHORIZED));
		this.session.received(SECOND);
		this.session.tick(SECOND);

		assertThat(this.output.refusedForNow).containsExactly(TopicFilter.of("a"));
		assertThat(qosSent()).containsExactly(QoS.AT_LEAST_ONCE);
	}

	@Test
	void aLostSubscriptionIsNotMadeAgainBehindANewerOne() {
		this.fixture.connect(false);
		subscribe(QoS.AT_LEAST_ONCE, 1, ReasonCode.GRANTED_QOS_1);
		this.session.disconnected();
		subscribe(QoS.EXACTLY_ONCE);
		this.session.failAll(new MqttConnectionException("no connection", null));
		this.fixture.connect(false);
		this.output.takeSent();

		this.session.receive(subAck(2, ReasonCode.NOT_AUTHORIZED));
		subscribe(QoS.AT_MOST_ONCE);
		this.session.received(SECOND);
		this.session.tick(SECOND);

		assertThat(qosSent()).containsExactly(QoS.AT_MOST_ONCE);
	}

	private SubscribeExchange subscribe(QoS qos) {
		SubscribeExchange exchange = new SubscribeExchange(List.of(Subscription.of("a", qos)), PacketProperties.NONE,
				Runnable::run);
		this.session.subscribe(exchange, 0);
		return exchange;
	}

	private SubscribeExchange subscribe(QoS qos, int packetId, ReasonCode answer) {
		SubscribeExchange exchange = subscribe(qos);
		this.session.receive(subAck(packetId, answer));
		return exchange;
	}

	/** After the server has lost its session. */
	private List<QoS> qosSubscribedAgain() {
		this.session.disconnected();
		this.output.takeSent();
		this.fixture.connect(false);
		return qosSent();
	}

	private List<QoS> qosSent() {
		return this.output.takeSent()
			.stream()
			.flatMap((packet) -> ((Subscribe) packet).subscriptions().stream())
			.map(Subscription::qos)
			.toList();
	}

	@Test
	void anUnsubscribeThatIsSentAgainDoesNotEndWhatWasSubscribedAfterIt() {
		this.fixture.connect(false);
		this.fixture.subscribe("a");
		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		unsubscribe("a");
		this.fixture.subscribe("a");
		this.session.receive(subAck(3, ReasonCode.GRANTED_QOS_1)); // before UNSUBACK
		this.session.disconnected();
		this.output.takeSent();

		this.fixture.connect(true);

		assertThat(this.output.takeSent()).hasSize(2).last().isInstanceOf(Subscribe.class);
	}

	@Test
	void whatAnUnsubscribeThatIsSentAgainHasEndedIsMadeAgainWhenItsChangeIsRefused() {
		this.fixture.connect(false);
		unsubscribe("a");
		subscribe(QoS.AT_LEAST_ONCE, 2, ReasonCode.GRANTED_QOS_1); // before UNSUBACK
		subscribe(QoS.EXACTLY_ONCE);
		this.session.disconnected();
		this.fixture.connect(true);
		this.output.takeSent();

		this.session.receive(subAck(5, ReasonCode.NOT_AUTHORIZED));
		this.session.received(SECOND);
		this.session.tick(SECOND);

		assertThat(qosSent()).containsExactly(QoS.AT_LEAST_ONCE);
	}

	@Test
	void aSubscriptionThatCannotBeRestoredIsToldAndTriedAgainAtTheNextConnection() {
		this.fixture.connect(false);
		this.fixture.subscribe("a");
		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		this.session.disconnected();
		this.fixture.connect(false);
		this.session.receive(subAck(2, ReasonCode.QUOTA_EXCEEDED));
		assertThat(this.output.refusedForNow).containsExactly(TopicFilter.of("a"));
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(true);

		assertThat(filtersSent()).containsExactly(List.of("a"));
	}

	@Test
	void aPassingRefusalIsRetriedAfterAPauseThatDoubles() {
		SessionFixture fixture = SessionFixture.retryingWhatIsRefused();
		fixture.connect(false);
		SubscribeExchange exchange = fixture.subscribe("a");
		fixture.output.takeSent();

		fixture.session.receive(subAck(1, ReasonCode.QUOTA_EXCEEDED));
		assertThat(exchange).isCompletedExceptionally();
		assertThat(fixture.session.received(0)).isTrue();
		fixture.session.tick(5 * SECOND - 1);
		assertThat(subscribes(fixture)).isEmpty();
		fixture.session.tick(5 * SECOND);
		assertThat(subscribes(fixture)).hasSize(1);

		fixture.session.receive(subAck(2, ReasonCode.SERVER_BUSY));
		fixture.session.received(5 * SECOND);
		fixture.session.tick(15 * SECOND - 1);
		assertThat(subscribes(fixture)).isEmpty();
		fixture.session.tick(15 * SECOND);
		assertThat(subscribes(fixture)).hasSize(1);

		fixture.session.receive(subAck(3, ReasonCode.GRANTED_QOS_1));
		assertThat(fixture.output.granted).containsExactly(QoS.AT_LEAST_ONCE);
		assertThat(fixture.session.received(15 * SECOND)).isFalse();
	}

	@Test
	void aRefusalOfRightsIsRetriedWithTheNextConnectionAlone() {
		SessionFixture fixture = SessionFixture.retryingWhatIsRefused();
		fixture.connect(false);
		fixture.subscribe("a");

		fixture.session.receive(subAck(1, ReasonCode.NOT_AUTHORIZED));

		assertThat(fixture.output.refusedForNow).containsExactly(TopicFilter.of("a"));
		assertThat(fixture.session.received(0)).isFalse();
		fixture.output.takeSent();
		fixture.session.disconnected();
		fixture.connect(true);
		assertThat(subscribes(fixture)).hasSize(1);
	}

	@Test
	void anInvalidFilterIsNeverRetried() {
		SessionFixture fixture = SessionFixture.retryingWhatIsRefused();
		fixture.connect(false);
		fixture.subscribe("a");

		fixture.session.receive(subAck(1, ReasonCode.TOPIC_FILTER_INVALID));

		assertThat(fixture.output.refused).containsExactly(TopicFilter.of("a"));
		fixture.output.takeSent();
		fixture.session.disconnected();
		fixture.connect(false);
		assertThat(subscribes(fixture)).isEmpty();
	}

	@Test
	void whatIsUnsubscribedIsNotRetried() {
		SessionFixture fixture = SessionFixture.retryingWhatIsRefused();
		fixture.connect(false);
		fixture.subscribe("a");
		fixture.session.receive(subAck(1, ReasonCode.QUOTA_EXCEEDED));
		fixture.session.received(0);

		fixture.session.unsubscribe(
				new UnsubscribeExchange(List.of(TopicFilter.of("a")), PacketProperties.NONE, Runnable::run), 0);
		fixture.output.takeSent();
		fixture.session.tick(6 * SECOND);

		assertThat(subscribes(fixture)).isEmpty();
	}

	private static List<Packet> subscribes(SessionFixture fixture) {
		return fixture.output.takeSent().stream().filter(Subscribe.class::isInstance).toList();
	}

	@Test
	void whatTheServerDoesNotHaveIsRefusedBeforeItIsSent() {
		this.fixture.connect(false,
				PacketProperties.builder().set(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, false).build());

		SubscribeExchange exchange = this.fixture.subscribe("a/#");

		assertThat(this.output.sent).isEmpty();
		assertThat(exchange).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("must have no wildcard, was \"a/#\"");
	}

	@Test // [MQTT-3.8.4-6]
	void subackWithTheWrongNumberOfReasonCodesIsAProtocolError() {
		this.fixture.connect(false);
		this.fixture.subscribe("a", "b");

		assertThatExceptionOfType(MqttProtocolException.class)
			.isThrownBy(() -> this.session.receive(subAck(1, ReasonCode.SUCCESS)));
	}

	@Test
	void unsubscribingTellsTheServerAndForgets() {
		this.fixture.connect(false);
		this.fixture.subscribe("a");
		this.session.receive(subAck(1, ReasonCode.SUCCESS));
		this.output.takeSent();
		UnsubscribeExchange exchange = unsubscribe("a");
		assertThat(this.output.takeSent())
			.containsExactly(new Unsubscribe(2, List.of(TopicFilter.of("a")), PacketProperties.NONE));

		this.session.receive(new UnsubAck(2, List.of(ReasonCode.SUCCESS), PacketProperties.NONE));
		assertThat(exchange).isCompleted();
		this.session.disconnected();
		this.fixture.connect(false);

		assertThat(this.output.sent).isEmpty();
	}

	@Test
	void unsubscribingWithoutASessionAtTheServerEndsWithoutAPacket() {
		UnsubscribeExchange exchange = unsubscribe("a");

		this.fixture.connect(false);

		assertThat(this.output.sent).isEmpty();
		assertThat(exchange).isCompletedWithValueMatching(
				(answer) -> answer.reasonCodes().equals(List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED)));
	}

	@Test
	void anAnswerThatDoesNotComeInTimeFailsTheFutureAndStillCountsWhenItComes() {
		this.fixture.connect(false);
		SubscribeExchange exchange = this.fixture.subscribe("a");
		this.output.takeSent();
		assertThat(this.session.nextTick()).isEqualTo(RESPONSE_TIMEOUT);

		this.session.tick(RESPONSE_TIMEOUT);
		assertThat(exchange).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MqttTimeoutException.class);

		this.session.receive(subAck(1, ReasonCode.SUCCESS));
		this.session.disconnected();
		this.fixture.connect(true);
		assertThat(this.output.sent).as("granted, if late").isEmpty();
	}

	@Test // [MQTT-2.2.1-3]
	void moreRequestsThanPacketIdentifiersWaitForAnswersAndEndInTime() {
		this.fixture.connect(false);
		List<SubscribeExchange> exchanges = IntStream.range(0, 70_000)
			.mapToObj((i) -> this.fixture.subscribe("f" + i))
			.toList();

		assertThat(this.output.sent).hasSize(Subscriptions.MOST_UNANSWERED)
			.extracting((packet) -> ((Subscribe) packet).packetId())
			.doesNotHaveDuplicates();
		assertThat(this.session.nextTick()).isEqualTo(RESPONSE_TIMEOUT);

		this.session.tick(RESPONSE_TIMEOUT);
		assertThat(exchanges).allMatch(SubscribeExchange::isCompletedExceptionally);
	}

	@Test
	void anAnswerMakesRoomForTheNextRequest() {
		this.fixture.connect(false);
		IntStream.range(0, Subscriptions.MOST_UNANSWERED).forEach((i) -> this.fixture.subscribe("f" + i));
		SubscribeExchange next = this.fixture.subscribe("next");
		this.session.unsubscribe(
				new UnsubscribeExchange(List.of(TopicFilter.of("next")), PacketProperties.NONE, Runnable::run), 0);
		this.output.takeSent();

		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		Subscribe sent = (Subscribe) this.output.takeSent().get(0);
		assertThat(sent.subscriptions().get(0).filter()).isEqualTo(TopicFilter.of("next"));

		this.session.receive(subAck(sent.packetId(), ReasonCode.GRANTED_QOS_1));
		assertThat(next).isCompleted();
		assertThat(this.output.takeSent()).singleElement().isInstanceOf(Unsubscribe.class);
	}

	@Test
	void requestsThatWereNotSentWaitForTheNextConnection() {
		this.fixture.connect(false);
		int more = Subscriptions.MOST_UNANSWERED + 2;
		IntStream.range(0, more).forEach((i) -> this.fixture.subscribe("f" + i));
		this.session.disconnected();
		this.output.takeSent();

		this.fixture.connect(true);
		List<Packet> sent = this.output.takeSent();
		assertThat(sent).hasSize(Subscriptions.MOST_UNANSWERED);
		sent.forEach(
				(packet) -> this.session.receive(subAck(((Subscribe) packet).packetId(), ReasonCode.GRANTED_QOS_1)));
		assertThat(filtersSent()).containsExactly(List.of("f" + (more - 2)), List.of("f" + (more - 1)));
	}

	@Test
	void anIdentifierToRouteByIsSentWhereTheServerHasIdentifiers() {
		this.fixture.connect(false);
		subscribeWithIdentifier("a", 5);
		assertThat(identifiersSent()).containsExactly(List.of(5));
		this.session.disconnected();

		this.fixture.connect(false,
				PacketProperties.builder().set(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, false).build());

		assertThat(identifiersSent()).containsExactly(List.of());
	}

	@Test
	void restoredSubscriptionsKeepTheirIdentifiers() {
		this.fixture.connect(false);
		subscribeWithIdentifier("a", 5);
		subscribeWithIdentifier("b", 6);
		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		this.session.receive(subAck(2, ReasonCode.GRANTED_QOS_1));
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(false);

		assertThat(identifiersSent()).containsExactly(List.of(5), List.of(6));
	}

	@Test
	void identifiersThatTheServerDoesNotHaveNeedNoPacketsOfTheirOwn() {
		PacketProperties withoutIdentifiers = PacketProperties.builder()
			.set(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, false)
			.build();
		this.fixture.connect(false, withoutIdentifiers);
		subscribeWithIdentifier("a", 5);
		subscribeWithIdentifier("b", 6);
		this.session.receive(subAck(1, ReasonCode.GRANTED_QOS_1));
		this.session.receive(subAck(2, ReasonCode.GRANTED_QOS_1));
		this.output.takeSent();
		this.session.disconnected();

		this.fixture.connect(false, withoutIdentifiers);

		assertThat(filtersSent()).containsExactly(List.of("a", "b"));
	}

	private void subscribeWithIdentifier(String filter, int identifier) {
		SubscribeExchange exchange = new SubscribeExchange(List.of(Subscription.of(filter, QoS.AT_LEAST_ONCE)),
				PacketProperties.NONE, Runnable::run);
		exchange.routeBy(identifier);
		this.session.subscribe(exchange, 0);
	}

	private List<List<Integer>> identifiersSent() {
		return this.output.takeSent()
			.stream()
			.map((packet) -> ((Subscribe) packet).properties().subscriptionIdentifiers())
			.toList();
	}

	private UnsubscribeExchange unsubscribe(String filter) {
		UnsubscribeExchange exchange = new UnsubscribeExchange(List.of(TopicFilter.of(filter)), PacketProperties.NONE,
				Runnable::run);
		this.session.unsubscribe(exchange, 0);
		return exchange;
	}

	private List<List<String>> filtersSent() {
		return this.output.takeSent()
			.stream()
			.map((packet) -> ((Subscribe) packet).subscriptions()
				.stream()
				.map((each) -> each.filter().value())
				.toList())
			.toList();
	}

	private static SubAck subAck(int packetId, ReasonCode reasonCode) {
		return new SubAck(packetId, List.of(reasonCode), PacketProperties.NONE);
	}

}
