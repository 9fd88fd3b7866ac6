// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.store.file.FileSessionStore;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Sessions that outlive their client, and queues that outlive their connection. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class FileStoreIntegrationTests {

	private static final String NOBODY = "127.0.0.1:1";

	@TempDir
	private Path directory;

	@AutoClose
	private final TestClients clients;

	FileStoreIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
	}

	private MqttClientOptions.Builder stored(String uri) {
		return this.clients.options(uri)
			.clean(false)
			.clientId(this.clients.clientId("stored"))
			.store(new FileSessionStore(this.directory));
	}

	private static MqttMessage message(String topic, int number, QoS qos) {
		return MqttMessage.builder(topic).payload(Integer.toString(number)).qos(qos).build();
	}

	private static List<String> numbers(int count) {
		return IntStream.range(0, count).mapToObj(Integer::toString).toList();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "AT_MOST_ONCE")
	void messagesOfAClientThatNeverConnectedAreSentInOrderByTheNext(QoS qos) {
		String topic = this.clients.topic("left");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, qos);
		MqttClient first = this.clients.create(stored(NOBODY));
		for (int i = 0; i < 200; i++) {
			first.publish(message(topic, i, qos));
		}
		first.close();

		MqttClient second = this.clients.create(stored(this.clients.broker().uri()));
		assertThat(second.backlog().queued()).isEqualTo(200);
		second.blocking().connect();

		assertThat(received.nextPayloads(200)).containsExactlyElementsOf(numbers(200));
	}

	@Test
	void tenThousandMessagesQueuedWithoutConnectionArriveInOrder() {
		String topic = this.clients.topic("queued");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, QoS.AT_LEAST_ONCE);
		MqttClient publisher = this.clients.create(stored(this.clients.broker().uri()));
		CompletableFuture<?>[] results = IntStream.range(0, 10_000)
			.mapToObj((i) -> publisher.publish(message(topic, i, QoS.AT_LEAST_ONCE)))
			.toArray(CompletableFuture[]::new);

		publisher.blocking().connect();

		assertThat(received.nextPayloads(10_000)).containsExactlyElementsOf(numbers(10_000));
		assertThat(CompletableFuture.allOf(results)).succeedsWithin(TestClients.LIMIT);
	}

	@Test
	void messagesOfQos2ArriveOnceThoughTheirClientsAreReplacedOnTheWay() {
		String topic = this.clients.topic("out");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), topic, QoS.EXACTLY_ONCE);
		for (int round = 0; round < 5; round++) {
			MqttClient client = this.clients.connect(stored(this.clients.broker().uri()));
			for (int i = 0; i < 100; i++) {
				client.publish(message(topic, round * 100 + i, QoS.EXACTLY_ONCE));
			}
			client.close(); // in the middle of it
		}
		MqttClient last = this.clients.connect(stored(this.clients.broker().uri()));
		last.blocking().publish(message(topic, 500, QoS.EXACTLY_ONCE));

		assertThat(received.nextPayloads(501)).containsExactlyElementsOf(numbers(501));
		assertThat(received.rest()).isEmpty();
	}

	@Test
	void messagesOfQos2AreHandledOnceThoughTheirClientIsReplacedOnTheWay() {
		String topic = this.clients.topic("in");
		List<String> handled = new ArrayList<>();
		MqttClient publisher = this.clients.connect();
		this.clients.connect(stored(this.clients.broker().uri())).close();
		for (int round = 0; round < 5; round++) {
			MqttClient client = this.clients.create(stored(this.clients.broker().uri()));
			ReceivedMessages received = new ReceivedMessages();
			client.subscribe(Subscription.of(topic, QoS.EXACTLY_ONCE), received);
			client.blocking().connect();
			for (int i = 0; i < 51; i++) {
				publisher.publish(message(topic, round * 51 + i, QoS.EXACTLY_ONCE));
			}
			String last = Integer.toString(round * 51 + 50);
			String number;
			while (!(number = received.next().payloadAsString()).equals(last)) {
				handled.add(number);
			}
			client.close(); // before the last one is acknowledged: that one may come
							// again
		}

		handled.removeIf((number) -> Integer.parseInt(number) % 51 == 50);
		assertThat(handled).containsExactlyElementsOf(
				numbers(5 * 51).stream().filter((number) -> Integer.parseInt(number) % 51 != 50).toList());
	}

	@Test
	void aSecondClientIsToldWhoIsInTheWay() {
		this.clients.create(stored(NOBODY));

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> this.clients.create(stored(NOBODY)))
			.withMessageContaining(this.clients.clientId("stored"))
			.withMessageContaining(this.directory.toString())
			.withMessageContaining("is in use by another client or process");
	}

	@Test
	void aSessionThatTheServerDoesNotHaveIsToldAsLost() {
		this.clients.connect(stored(this.clients.broker().uri())).close();
		this.clients.connect(this.clients.options().clientId(this.clients.clientId("stored"))).close(); // clean
																										// start

		MqttClient again = this.clients.create(stored(this.clients.broker().uri()));
		RecordedEvents events = RecordedEvents.of(again);
		again.blocking().connect();

		assertThat(events.next(MqttEvent.Connected.class).sessionLost()).isTrue();
	}

}
