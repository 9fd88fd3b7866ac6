// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.TestBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of clients when their broker goes and comes back. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class BrokerRestartIntegrationTests {

	/** Starting one takes seconds: the tests of a setup share it. */
	@SuppressWarnings("NullAway.Init")
	private static TestBroker broker;

	private final Setup setup;

	@AutoClose
	private final TestClients clients;

	BrokerRestartIntegrationTests(Setup setup) {
		this.setup = setup;
		this.clients = new TestClients(broker, setup.version());
	}

	@BeforeParameterizedClassInvocation
	static void startBroker(Setup setup) {
		broker = setup.broker().create(BrokerOptions.open());
		broker.start();
	}

	@AfterParameterizedClassInvocation
	static void closeBroker() {
		broker.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void subscriptionsAreRestored(boolean clean) {
		String topic = this.clients.topic("ticks");
		MqttClient subscriber = this.clients.create(this.clients.keptSession("subscriber").clean(clean));
		RecordedEvents events = RecordedEvents.of(subscriber);
		subscriber.blocking().connect();
		events.next(MqttEvent.Connected.class);
		ReceivedMessages received = ReceivedMessages.of(subscriber, topic, QoS.AT_LEAST_ONCE);

		broker.kill();
		MqttEvent.Disconnected disconnected = events.next(MqttEvent.Disconnected.class);
		broker.start();
		MqttEvent.Connected connected = events.next(MqttEvent.Connected.class);
		if (!connected.connAck().sessionPresent()) {
			events.next(MqttEvent.Subscribed.class);
		}
		this.clients.connect().blocking().publish(message(topic, "after", QoS.AT_LEAST_ONCE));

		assertThat(disconnected.connected()).isTrue();
		assertThat(connected.connAck().sessionPresent()).isEqualTo(!clean);
		assertThat(received.next().payloadAsString()).isEqualTo("after");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "AT_MOST_ONCE")
	void messagesPublishedWhileTheBrokerIsDownAreDeliveredWhenItIsBack(QoS qos) throws Exception {
		String topic = this.clients.topic("queued");
		MqttClient subscriber = this.clients.connect(this.clients.keptSession("subscriber"));
		ReceivedMessages received = ReceivedMessages.of(subscriber, topic, qos);
		MqttClient publisher = this.clients.create(this.clients.options());
		RecordedEvents events = RecordedEvents.of(publisher);
		publisher.blocking().connect();

		broker.kill();
		events.next(MqttEvent.Disconnected.class);
		List<CompletableFuture<PublishResult>> results = IntStream.range(0, 100)
			.mapToObj((i) -> publisher.publish(message(topic, Integer.toString(i), qos)))
			.toList();
		assertThat(results).noneMatch(CompletableFuture::isDone);
		assertThat(publisher.backlog().queued()).isEqualTo(100);
		broker.start();

		assertThat(received.nextPayloads(100))
			.containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
		assertThat(CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)))
			.succeedsWithin(TestClients.LIMIT);
	}

	@Test
	void messageOfQos0FailsAtOnceWhileTheBrokerIsDown() {
		MqttClient publisher = this.clients.create(this.clients.options());
		RecordedEvents events = RecordedEvents.of(publisher);
		publisher.blocking().connect();

		broker.kill();
		events.next(MqttEvent.Disconnected.class);
		CompletableFuture<PublishResult> result = publisher
			.publish(message(this.clients.topic("lost"), "never", QoS.AT_MOST_ONCE));

		assertThat(result).failsWithin(TestClients.LIMIT)
			.withThrowableThat()
			.withCauseInstanceOf(MqttConnectionException.class);
		broker.start();
	}

	@Test
	void clientConnectsToABrokerThatIsStartedAfterIt() {
		broker.kill();
		MqttClient client = this.clients.create(this.clients.options());
		RecordedEvents events = RecordedEvents.of(client);

		CompletableFuture<ConnAck> connected = client.connect();
		MqttEvent.Disconnected attempt = events.next(MqttEvent.Disconnected.class);
		broker.start();

		assertThat(attempt.connected()).isFalse();
		assertThat(attempt.cause()).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining(Integer.toString(broker.port()));
		assertThat(connected).succeedsWithin(TestClients.LIMIT);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "AT_MOST_ONCE")
	void nothingThatWasAcknowledgedIsLostWhenTheBrokerIsRestarted(QoS qos) {
		String topic = this.clients.topic("stream");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(this.clients.keptSession("subscriber")),
				topic, keptInOrder(qos));
		NumberedStream stream = new NumberedStream(this.clients.connect(this.clients.keptSession("publisher")), topic,
				qos);

		stream.publish(500);
		broker.stop(); // what a broker forgets when it is killed is not for clients
						// to remember
		stream.fillWindow();
		broker.start();
		stream.publish(500);
		stream.awaitAcknowledgements();

		stream.awaitArrival(received);
	}

	/**
	 * HiveMQ may break what it keeps for a subscriber of QoS 2 when it stops, see
	 * {@link BrokenQueueIntegrationTests}; what comes with QoS 1 it keeps in order.
	 */
	private QoS keptInOrder(QoS qos) {
		return (this.setup.broker() == BrokerKind.HIVEMQ) ? QoS.AT_LEAST_ONCE : qos;
	}

	private static MqttMessage message(String topic, String payload, QoS qos) {
		return MqttMessage.builder(topic).payload(payload).qos(qos).build();
	}

}
