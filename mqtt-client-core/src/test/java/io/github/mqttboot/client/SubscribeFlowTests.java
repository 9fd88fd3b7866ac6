// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** SUBSCRIBE and UNSUBSCRIBE, and what a server may answer. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class SubscribeFlowTests {

	private static final List<Subscription> TWO = List.of(Subscription.of("a", QoS.AT_LEAST_ONCE),
			Subscription.of("b", QoS.EXACTLY_ONCE));

	private final ScriptedBroker broker;

	SubscribeFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	private static SubAck subAck(int packetId, ReasonCode... reasonCodes) {
		return new SubAck(packetId, List.of(reasonCodes), PacketProperties.NONE);
	}

	private UnsubAck unsubAck(int packetId, ReasonCode... reasonCodes) {
		return new UnsubAck(packetId, this.broker.isV5() ? List.of(reasonCodes) : List.of(), PacketProperties.NONE);
	}

	@Test
	void whatBecameOfSubscriptionsCanBeSeenAndIsTold() {
		MqttClient client = this.broker.connect((options) -> options.retryRefusedSubscriptions(true));
		RecordedEvents events = RecordedEvents.of(client);
		client.subscribe(TWO, PacketProperties.NONE);
		int packetId = this.broker.expect(Subscribe.class).packetId();
		assertThat(client.subscriptions()).extracting(SubscriptionStatus::state)
			.containsOnly(SubscriptionStatus.State.REQUESTED);

		this.broker.send(subAck(packetId, ReasonCode.UNSPECIFIED_ERROR, ReasonCode.GRANTED_QOS_1));

		MqttEvent.SubscriptionRefused refused = events.next(MqttEvent.SubscriptionRefused.class);
		assertThat(refused.wanted()).isTrue();
		assertThat(refused.refusal().reasonCode()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
		assertThat(events.next(MqttEvent.SubscriptionDowngraded.class).granted()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(client.subscriptions()).extracting(SubscriptionStatus::state)
			.containsExactly(SubscriptionStatus.State.REFUSED, SubscriptionStatus.State.DOWNGRADED);

		this.broker.hangUp();
		this.broker.acceptSession(true);
		assertThat(this.broker.expect(Subscribe.class).subscriptions()).containsExactly(TWO.get(0));
	}

	@Test // [MQTT-3.8.4-6], [MQTT-3.9.3-1], [v3 MQTT-3.8.4-5], [v3 MQTT-3.9.3-1]
	void grantsOrRefusesEachFilterByItsPlaceInTheAnswer() {
		MqttClient client = this.broker.connect();
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO, PacketProperties.NONE);
		Subscribe subscribe = this.broker.expect(Subscribe.class);

		SubAck answer = subAck(subscribe.packetId(), ReasonCode.UNSPECIFIED_ERROR, ReasonCode.GRANTED_QOS_1);
		this.broker.send(answer);

		assertThat(subscribe.subscriptions()).isEqualTo(TWO);
		assertThat(ScriptedBroker.result(subscribing)).isEqualTo(answer);

		this.broker.hangUp();
		this.broker.acceptSession(false);
		assertThat(this.broker.expect(Subscribe.class).subscriptions()).containsExactly(TWO.get(1));
	}

	@Test
	void failsIfEveryFilterIsRefused() {
		MqttClient client = this.broker.connect();
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO, PacketProperties.NONE);
		int packetId = this.broker.expect(Subscribe.class).packetId();

		this.broker.send(subAck(packetId, ReasonCode.UNSPECIFIED_ERROR, ReasonCode.UNSPECIFIED_ERROR));

		assertThat(ScriptedBroker.failure(subscribing)).isInstanceOf(MqttRejectedException.class)
			.hasMessageContaining("0x80");
		this.broker.expectAlive(client);
	}

	@Test // [MQTT-2.2.1-6], [v3 MQTT-2.3.1-7]
	void takesAnswersInAnyOrder() {
		MqttClient client = this.broker.connect();
		CompletableFuture<SubAck> first = client.subscribe(TWO.get(0));
		CompletableFuture<UnsubAck> second = client.unsubscribe("c");
		CompletableFuture<SubAck> third = client.subscribe(TWO.get(1));
		int firstId = this.broker.expect(Subscribe.class).packetId();
		int secondId = this.broker.expect(Unsubscribe.class).packetId();
		int thirdId = this.broker.expect(Subscribe.class).packetId();

		this.broker.send(subAck(thirdId, ReasonCode.GRANTED_QOS_2), unsubAck(secondId, ReasonCode.SUCCESS),
				subAck(firstId, ReasonCode.GRANTED_QOS_1));

		assertThat(ScriptedBroker.result(first).reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_1);
		assertThat(ScriptedBroker.result(second).packetId()).isEqualTo(secondId);
		assertThat(ScriptedBroker.result(third).reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_2);
	}

	@Test
	void isAskedAgainIfTheAnswerHasTheWrongNumberOfReasonCodes() {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO, PacketProperties.NONE);
		int packetId = this.broker.expect(Subscribe.class).packetId();

		this.broker.send(subAck(packetId, ReasonCode.GRANTED_QOS_1));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		assertThat(events.next(MqttEvent.Disconnected.class).cause())
			.hasMessageContaining("SUBACK must have a reason code for each of 2 topic filters, had 1");
		this.broker.acceptSession(true);
		packetId = this.broker.expect(Subscribe.class).packetId();
		this.broker.send(subAck(packetId, ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2));
		ScriptedBroker.result(subscribing);
	}

	@Test
	void endsIfTheAnswerIsWrongAndThereIsNoOtherConnection() {
		MqttClient client = this.broker.connect((options) -> options.reconnect(ReconnectPolicy.never()));
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO, PacketProperties.NONE);
		int packetId = this.broker.expect(Subscribe.class).packetId();

		this.broker.send(subAck(packetId, ReasonCode.GRANTED_QOS_1));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		assertThat(ScriptedBroker.failure(subscribing)).isInstanceOf(MqttProtocolException.class);
	}

	@Test // [MQTT-3.8.4-2], [v3 MQTT-3.8.4-2]
	void isNotAnsweredByAnotherIdentifier() {
		MqttClient client = this.broker.connect();
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO.get(0));
		int packetId = this.broker.expect(Subscribe.class).packetId();

		this.broker.send(subAck(packetId + 1, ReasonCode.GRANTED_QOS_1));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.acceptSession(false);
		packetId = this.broker.expect(Subscribe.class).packetId();
		this.broker.send(subAck(packetId, ReasonCode.GRANTED_QOS_1));
		ScriptedBroker.result(subscribing);
	}

	@Test // [MQTT-3.10.4-5], [v3 MQTT-3.10.4-4]
	void isNotAnsweredByTheOtherAnswer() {
		MqttClient client = this.broker.connect();
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO.get(0));
		CompletableFuture<UnsubAck> unsubscribing = client.unsubscribe("c");
		int first = this.broker.expect(Subscribe.class).packetId();
		int second = this.broker.expect(Unsubscribe.class).packetId();

		this.broker.send(unsubAck(first, ReasonCode.SUCCESS));
		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.acceptSession(true);
		first = this.broker.expect(Subscribe.class).packetId();
		second = this.broker.expect(Unsubscribe.class).packetId();
		this.broker.send(subAck(second, ReasonCode.SUCCESS));
		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.acceptSession(true);
		first = this.broker.expect(Subscribe.class).packetId();
		second = this.broker.expect(Unsubscribe.class).packetId();
		this.broker.send(subAck(first, ReasonCode.SUCCESS), unsubAck(second, ReasonCode.SUCCESS));

		ScriptedBroker.result(subscribing);
		ScriptedBroker.result(unsubscribing);
	}

	@Test
	void isNotAnsweredTwice() {
		MqttClient client = this.broker.connect();
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO.get(0));
		int packetId = this.broker.expect(Subscribe.class).packetId();

		SubAck answer = subAck(packetId, ReasonCode.GRANTED_QOS_1);
		this.broker.send(answer, answer);

		ScriptedBroker.result(subscribing);
		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void failsInTimeIfTheServerIsSilentAndLeavesTheConnectionAlone() {
		MqttClient client = this.broker.connect((options) -> options.responseTimeout(Duration.ofMillis(50)));
		CompletableFuture<SubAck> subscribing = client.subscribe(TWO.get(0));
		CompletableFuture<UnsubAck> unsubscribing = client.unsubscribe("c");
		this.broker.expect(Subscribe.class);
		this.broker.expect(Unsubscribe.class);

		assertThat(ScriptedBroker.failure(subscribing)).isInstanceOf(MqttTimeoutException.class)
			.hasMessageContaining("SUBSCRIBE");
		assertThat(ScriptedBroker.failure(unsubscribing)).isInstanceOf(MqttTimeoutException.class)
			.hasMessageContaining("UNSUBSCRIBE");
		this.broker.expectAlive(client);
	}

	@Test // [MQTT-3.10.3-2], [v3 MQTT-3.10.3-2]
	void unsubscribesFromAllFiltersInOnePacket() {
		MqttClient client = this.broker.connect();
		List<TopicFilter> filters = List.of(TopicFilter.of("a"), TopicFilter.of("b"));
		CompletableFuture<UnsubAck> unsubscribing = client.unsubscribe(filters, PacketProperties.NONE);

		Unsubscribe unsubscribe = this.broker.expect(Unsubscribe.class);
		UnsubAck answer = unsubAck(unsubscribe.packetId(), ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED);
		this.broker.send(answer);

		assertThat(unsubscribe.filters()).isEqualTo(filters);
		assertThat(ScriptedBroker.result(unsubscribing)).isEqualTo(answer);
	}

	@Test
	void handlerGetsWhatComesBeforeUnsubAckAndNothingAfterIt() {
		MqttClient client = this.broker.connect();
		List<String> received = new CopyOnWriteArrayList<>();
		subscribe(client, received);
		CompletableFuture<UnsubAck> unsubscribing = client.unsubscribe("a");
		int packetId = this.broker.expect(Unsubscribe.class).packetId();

		this.broker.send(publish("before", 1), unsubAck(packetId, ReasonCode.SUCCESS), publish("after", 2));

		ScriptedBroker.result(unsubscribing);
		assertThat(this.broker.expect(PubAck.class).packetId()).isOne();
		assertThat(this.broker.expect(PubAck.class).packetId()).isEqualTo(2);
		assertThat(received).containsExactly("before");
	}

	@Test
	void handlerThatWasGivenUpWithoutConnectionGetsWhatTheServerHasKept() {
		MqttClient client = this.broker.connect((options) -> options.clean(false).clientId("kept"));
		List<String> received = new CopyOnWriteArrayList<>();
		subscribe(client, received);
		this.broker.hangUp();
		CompletableFuture<UnsubAck> unsubscribing = client.unsubscribe("a");
		this.broker.acceptSession(true);
		int packetId = this.broker.expect(Unsubscribe.class).packetId();

		this.broker.send(publish("kept", 1), unsubAck(packetId, ReasonCode.SUCCESS));

		ScriptedBroker.result(unsubscribing);
		assertThat(this.broker.expect(PubAck.class).packetId()).isOne();
		assertThat(received).containsExactly("kept");
	}

	@Test
	void handlerOfANewSubscriptionStaysWhenTheOldOneIsAnswered() {
		MqttClient client = this.broker.connect();
		List<String> old = new CopyOnWriteArrayList<>();
		List<String> received = new CopyOnWriteArrayList<>();
		subscribe(client, old);
		client.unsubscribe("a");
		int packetId = this.broker.expect(Unsubscribe.class).packetId();
		CompletableFuture<SubAck> subscribing = client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE),
				(delivery) -> received.add(delivery.message().payloadAsString()));
		int next = this.broker.expect(Subscribe.class).packetId();

		this.broker.send(unsubAck(packetId, ReasonCode.SUCCESS), subAck(next, ReasonCode.GRANTED_QOS_1),
				publish("new", 1));

		ScriptedBroker.result(subscribing);
		this.broker.expect(PubAck.class);
		assertThat(received).containsExactly("new");
		assertThat(old).isEmpty();
	}

	private void subscribe(MqttClient client, List<String> received) {
		CompletableFuture<SubAck> subscribing = client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE),
				(delivery) -> received.add(delivery.message().payloadAsString()));
		this.broker.send(subAck(this.broker.expect(Subscribe.class).packetId(), ReasonCode.GRANTED_QOS_1));
		ScriptedBroker.result(subscribing);
	}

	private static Publish publish(String payload, int packetId) {
		return new Publish(MqttMessage.builder("a").payload(payload).qos(QoS.AT_LEAST_ONCE).build(), false, packetId);
	}

}
