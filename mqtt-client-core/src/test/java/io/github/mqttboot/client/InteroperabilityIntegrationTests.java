// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TestBroker;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What any application needs of a broker, against all that the tests can start; or with
 * {@code -Dinteroperability.uri} against any other, see {@code docs/interoperability.md}.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("servers")
class InteroperabilityIntegrationTests {

	/** The address of a server that is there already, or null. */
	private static final @Nullable String OTHER = System.getProperty("interoperability.uri");

	/** The only version to speak with it, or null for all. */
	private static final @Nullable String VERSION = System.getProperty("interoperability.version");

	@AutoClose
	private final TestClients clients;

	/** A broker and a version; the broker starts when it is asked for. */
	record Server(String name, Supplier<TestClients> clients, MqttVersion version) {

		@Override
		public String toString() {
			return this.name + " with MQTT " + this.version;
		}

	}

	InteroperabilityIntegrationTests(Server server) {
		this.clients = server.clients().get();
	}

	static Stream<Server> servers() {
		return Stream.of(MqttVersion.values())
			.filter((version) -> VERSION == null || version == MqttVersion.parse(VERSION))
			.flatMap(InteroperabilityIntegrationTests::servers);
	}

	private static Stream<Server> servers(MqttVersion version) {
		if (OTHER != null) {
			return Stream.of(new Server(OTHER, () -> new TestClients(OTHER, version), version));
		}
		return Stream.of(shared("Mosquitto", SharedBrokers::mosquitto, version),
				shared("HiveMQ CE", SharedBrokers::hiveMq, version),
				shared("Artemis", SharedBrokers::artemis, version));
	}

	private static Server shared(String name, Supplier<TestBroker> broker, MqttVersion version) {
		return new Server(name, () -> new TestClients(broker.get(), version), version);
	}

	@ParameterizedTest
	@EnumSource
	void messagesPass(QoS qos) {
		String topic = this.clients.topic("line/press");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, QoS.EXACTLY_ONCE);
		MqttMessage message = MqttMessage.builder(topic).payload("71.5 °C").qos(qos).build();

		this.clients.connect().blocking().publish(message);

		assertThat(received.nextAsPublished()).isEqualTo(message);
	}

	@Test
	void wildcardsMatch() {
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.clients.topic("+/temp/#"),
				QoS.AT_LEAST_ONCE);

		MqttClient publisher = this.clients.connect();
		for (String name : List.of("a/temp/x/y", "a/b", "b/temp")) {
			publisher.blocking().publish(message(name, name));
		}

		assertThat(received.nextPayloads(2)).containsExactly("a/temp/x/y", "b/temp");
	}

	@Test
	void retainedMessageAwaitsTheSubscriber() {
		MqttClient publisher = this.clients.connect();
		MqttMessage retained = message("state", "on").toBuilder().retain(true).build();
		publisher.blocking().publish(retained);

		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.clients.topic("state"),
				QoS.AT_LEAST_ONCE);

		assertThat(received.nextAsPublished()).isEqualTo(retained);
		publisher.blocking().publish(MqttMessage.builder(retained.topic()).retain(true).build());
	}

	@Test
	void willIsPublishedWhenTheClientIsLost() {
		MqttMessage offline = message("presence", "offline");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), offline.topic(), QoS.AT_LEAST_ONCE);
		MqttClient lost = this.clients
			.connect(this.clients.options().will(Will.of(offline)).reconnect(ReconnectPolicy.never()));

		lost.closeConnection("as a test");

		assertThat(received.nextAsPublished()).isEqualTo(offline);
	}

	@Test
	void sessionKeepsMessagesWhileTheClientIsAway() {
		MqttClient first = this.clients.connect(this.clients.keptSession("keeper"));
		Subscription subscription = Subscription.of(this.clients.topic("orders"), QoS.AT_LEAST_ONCE);
		first.blocking().subscribe(subscription, new ReceivedMessages());
		first.close();
		MqttClient publisher = this.clients.connect();
		for (int i = 0; i < 5; i++) {
			publisher.blocking().publish(message("orders", Integer.toString(i)));
		}

		MqttClient second = this.clients.create(this.clients.keptSession("keeper"));
		ReceivedMessages received = new ReceivedMessages();
		second.subscribe(subscription, received);

		assertThat(second.blocking().connect().sessionPresent()).isTrue();
		assertThat(received.nextPayloads(5)).containsExactly("0", "1", "2", "3", "4");
	}

	@Test
	void membersOfASharedSubscriptionShareTheMessages() {
		String filter = "$share/workers/" + this.clients.topic("jobs/#");
		ReceivedMessages all = new ReceivedMessages();
		for (int i = 0; i < 2; i++) {
			this.clients.connect().blocking().subscribe(Subscription.of(filter, QoS.AT_LEAST_ONCE), all);
		}

		List<String> numbers = publishJobs();

		assertThat(all.nextPayloads(20)).containsExactlyInAnyOrderElementsOf(numbers);
		assertThat(all.rest()).isEmpty();
	}

	@Test
	void noMessageOfASharedSubscriptionIsLostWhileAKeptMemberIsAway() {
		Subscription jobs = Subscription.of("$share/workers/" + this.clients.topic("jobs/#"), QoS.AT_LEAST_ONCE);
		ReceivedMessages all = new ReceivedMessages();
		MqttClient away = this.clients.connect(this.clients.keptSession("away"));
		away.blocking().subscribe(jobs, all);
		this.clients.connect().blocking().subscribe(jobs, all);
		away.close();

		List<String> numbers = publishJobs();
		MqttClient back = this.clients.create(this.clients.keptSession("away"));
		back.subscribe(jobs, all);
		back.blocking().connect();

		assertThat(all.nextPayloads(20)).containsExactlyInAnyOrderElementsOf(numbers);
	}

	@Test
	void whatAKeptMemberOfASharedSubscriptionHasNotAcknowledgedIsNotLost() {
		Subscription jobs = Subscription.of("$share/workers/" + this.clients.topic("jobs/#"), QoS.AT_LEAST_ONCE);
		ReceivedMessages unacknowledged = new ReceivedMessages();
		MqttClient slow = this.clients
			.connect(this.clients.keptSession("slow").ackMode(AckMode.MANUAL).reconnect(ReconnectPolicy.never()));
		slow.blocking().subscribe(jobs, unacknowledged);
		List<String> numbers = publishJobs();
		unacknowledged.next();
		slow.closeConnection("as a test");

		ReceivedMessages all = new ReceivedMessages();
		MqttClient back = this.clients.create(this.clients.keptSession("slow"));
		back.subscribe(jobs, all);
		this.clients.connect().blocking().subscribe(jobs, all);
		back.blocking().connect();

		Set<String> done = new HashSet<>();
		while (done.size() < numbers.size()) {
			done.add(all.next().payloadAsString());
		}
		assertThat(done).containsExactlyInAnyOrderElementsOf(numbers);
	}

	private List<String> publishJobs() {
		MqttClient publisher = this.clients.connect();
		List<String> numbers = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
		numbers.forEach((number) -> publisher.blocking().publish(message("jobs/" + number, number)));
		return numbers;
	}

	private MqttMessage message(String name, String payload) {
		return MqttMessage.builder(this.clients.topic(name)).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

}
