// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class PublishSubscribeIntegrationTests {

	private static final int ONE_MEBIBYTE = 1024 * 1024;

	private static final int MANY = 10_000;

	@AutoClose
	private final TestClients clients;

	PublishSubscribeIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
	}

	@ParameterizedTest
	@EnumSource
	void messageArrivesAsItWasPublished(QoS qos) {
		String topic = this.clients.topic("press-1/température");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, QoS.EXACTLY_ONCE);
		MqttMessage message = MqttMessage.builder(topic).payload("71.5 °C").qos(qos).build();

		PublishResult result = this.clients.connect().blocking().publish(message);

		assertThat(result.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(received.nextAsPublished()).isEqualTo(message);
	}

	@Test
	void messageArrivesWithTheQosThatWasSubscribedAtMost() {
		String topic = this.clients.topic("downgraded");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, QoS.AT_LEAST_ONCE);
		MqttClient publisher = this.clients.connect();

		publisher.blocking().publish(MqttMessage.builder(topic).qos(QoS.EXACTLY_ONCE).build());
		publisher.blocking().publish(MqttMessage.builder(topic).qos(QoS.AT_MOST_ONCE).build());

		assertThat(received.next(2)).extracting(MqttMessage::qos).containsExactly(QoS.AT_LEAST_ONCE, QoS.AT_MOST_ONCE);
	}

	@ParameterizedTest
	@EnumSource
	void manyMessagesArriveInOrder(QoS qos) throws Exception {
		String topic = this.clients.topic("many");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, qos);
		MqttClient publisher = this.clients.connect();

		List<CompletableFuture<PublishResult>> results = new ArrayList<>(MANY);
		for (int i = 0; i < MANY; i++) {
			results.add(publisher.publish(MqttMessage.builder(topic).payload(Integer.toString(i)).qos(qos).build()));
		}

		allOf(results);
		assertThat(received.nextPayloads(MANY))
			.containsExactlyElementsOf(IntStream.range(0, MANY).mapToObj(Integer::toString).toList());
		assertThat(received.rest()).isEmpty();
	}

	private static void allOf(List<? extends CompletableFuture<?>> futures) throws Exception {
		CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
			.get(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@EnumSource
	void bigPayloadArrivesWhole(QoS qos) {
		String topic = this.clients.topic("big");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, qos);
		byte[] payload = new byte[ONE_MEBIBYTE];
		new Random(1).nextBytes(payload);

		this.clients.connect().blocking().publish(MqttMessage.builder(topic).payload(payload).qos(qos).build());

		assertThat(received.next().payload()).isEqualTo(payload);
	}

	@ParameterizedTest
	@EnumSource
	void emptyPayloadArrivesEmpty(QoS qos) {
		String topic = this.clients.topic("empty");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, qos);

		this.clients.connect().blocking().publish(MqttMessage.builder(topic).qos(qos).build());

		assertThat(received.next().payload()).isEmpty();
	}

	@Test
	void clientReceivesWhatItPublishesItself() {
		String topic = this.clients.topic("own");
		MqttClient client = this.clients.connect();
		ReceivedMessages received = ReceivedMessages.of(client, topic, QoS.EXACTLY_ONCE);
		MqttMessage message = MqttMessage.builder(topic).payload("to myself").qos(QoS.EXACTLY_ONCE).build();

		client.blocking().publish(message);

		assertThat(received.nextAsPublished()).isEqualTo(message);
	}

	@Test
	void handlersReceiveWhatMatchesTheirFilters() {
		MqttClient subscriber = this.clients.connect();
		ReceivedMessages one = ReceivedMessages.of(subscriber, this.clients.topic("one/+"), QoS.AT_LEAST_ONCE);
		ReceivedMessages two = ReceivedMessages.of(subscriber, this.clients.topic("two/#"), QoS.AT_LEAST_ONCE);
		MqttClient publisher = this.clients.connect();

		for (String name : List.of("two/a/b", "one/a", "one/a/b", "two", "three/a", "one/end", "two/end")) {
			publisher.blocking().publish(MqttMessage.builder(this.clients.topic(name)).qos(QoS.AT_LEAST_ONCE).build());
		}

		assertThat(one.next(2)).extracting(MqttMessage::topic)
			.containsExactly(this.clients.topic("one/a"), this.clients.topic("one/end"));
		assertThat(two.next(3)).extracting(MqttMessage::topic)
			.containsExactly(this.clients.topic("two/a/b"), this.clients.topic("two"), this.clients.topic("two/end"));
	}

	@Test
	void messageReachesTheHandlersOfAllFiltersThatOverlap() {
		String topic = this.clients.topic("line/press");
		MqttClient subscriber = this.clients.connect();
		ReceivedMessages exact = ReceivedMessages.of(subscriber, topic, QoS.AT_LEAST_ONCE);
		ReceivedMessages wide = ReceivedMessages.of(subscriber, this.clients.topic("#"), QoS.EXACTLY_ONCE);

		this.clients.connect()
			.blocking()
			.publish(MqttMessage.builder(topic).payload("once").qos(QoS.EXACTLY_ONCE).build());

		// servers may send a copy for each filter (section 3.3.4)
		assertThat(exact.next().payloadAsString()).isEqualTo("once");
		assertThat(wide.next().payloadAsString()).isEqualTo("once");
	}

	@Test
	void everyMessageReachesTheHandlersOfTheEvent() {
		String topic = this.clients.topic("event");
		MqttClient subscriber = this.clients.connect();
		RecordedEvents events = RecordedEvents.of(subscriber);
		subscriber.blocking().subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE));

		this.clients.connect()
			.blocking()
			.publish(MqttMessage.builder(topic).payload("seen").qos(QoS.AT_LEAST_ONCE).build());

		assertThat(events.next(MqttEvent.MessageReceived.class).delivery().message().payloadAsString())
			.isEqualTo("seen");
	}

	@Test
	void nothingArrivesAfterUnsubscribing() {
		String topic = this.clients.topic("left");
		String marker = this.clients.topic("marker");
		MqttClient subscriber = this.clients.connect();
		ReceivedMessages left = ReceivedMessages.of(subscriber, topic, QoS.AT_LEAST_ONCE);
		ReceivedMessages markers = ReceivedMessages.of(subscriber, marker, QoS.AT_LEAST_ONCE);
		MqttClient publisher = this.clients.connect();

		publisher.blocking().publish(MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).build());
		left.next();
		subscriber.blocking().unsubscribe(topic);
		publisher.blocking().publish(MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).build());
		publisher.blocking().publish(MqttMessage.builder(marker).qos(QoS.AT_LEAST_ONCE).build());

		markers.next();
		assertThat(left.rest()).isEmpty();
	}

	@Test
	void membersOfASharedSubscriptionShareTheMessages() {
		int count = 20;
		String filter = "$share/workers/" + this.clients.topic("jobs/#");
		ReceivedMessages all = new ReceivedMessages();
		for (int i = 0; i < 2; i++) {
			this.clients.connect().blocking().subscribe(Subscription.of(filter, QoS.AT_LEAST_ONCE), all);
		}
		ReceivedMessages outsider = ReceivedMessages.of(this.clients.connect(), this.clients.topic("jobs/#"),
				QoS.AT_LEAST_ONCE);
		MqttClient publisher = this.clients.connect();

		for (int i = 0; i < count; i++) {
			publisher.blocking()
				.publish(MqttMessage.builder(this.clients.topic("jobs/" + i))
					.payload(Integer.toString(i))
					.qos(QoS.AT_LEAST_ONCE)
					.build());
		}

		List<String> numbers = IntStream.range(0, count).mapToObj(Integer::toString).toList();
		assertThat(all.nextPayloads(count)).containsExactlyInAnyOrderElementsOf(numbers);
		assertThat(outsider.nextPayloads(count)).containsExactlyElementsOf(numbers);
		assertThat(all.rest()).isEmpty();
	}

	@Test
	void handlerThatThrowsHarmsNeitherTheConnectionNorOtherHandlers() {
		MqttClient subscriber = this.clients.connect();
		RecordedEvents events = RecordedEvents.of(subscriber);
		String broken = this.clients.topic("broken");
		String sound = this.clients.topic("sound");
		subscriber.blocking().subscribe(Subscription.of(broken, QoS.AT_LEAST_ONCE), (delivery) -> {
			throw new IllegalStateException("cannot handle " + delivery.message().payloadAsString());
		});
		ReceivedMessages received = ReceivedMessages.of(subscriber, sound, QoS.AT_LEAST_ONCE);
		MqttClient publisher = this.clients.connect();

		publisher.blocking().publish(MqttMessage.builder(broken).payload("this").qos(QoS.AT_LEAST_ONCE).build());
		publisher.blocking().publish(MqttMessage.builder(sound).payload("that").qos(QoS.AT_LEAST_ONCE).build());

		assertThat(received.next().payloadAsString()).isEqualTo("that");
		assertThat(events.next(MqttEvent.Failed.class).cause()).isInstanceOf(IllegalStateException.class)
			.hasMessage("cannot handle this");
		assertThat(events.has(MqttEvent.Disconnected.class)).isFalse();
	}

}
