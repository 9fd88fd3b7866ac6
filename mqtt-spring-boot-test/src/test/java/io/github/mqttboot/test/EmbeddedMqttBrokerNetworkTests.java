// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.test.EmbeddedMqttBroker.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

class EmbeddedMqttBrokerNetworkTests {

	private static final long SECONDS = 20;

	private static final Duration A_WHILE = Duration.ofMillis(200);

	private final Set<Thread> threadsBefore = threads();

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();

	private final BlockingQueue<MqttEvent> events = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.broker.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt", "ws" })
	void clientsComeBackToTheirSessionsAfterACut(String scheme) throws Exception {
		try (MqttClient client = client(scheme, ReconnectPolicy.fixed(Duration.ZERO))) {
			connect(client);
			subscribe(client);

			this.broker.network(Network.DOWN);
			this.broker.network(Network.UP);

			assertThat(nextEvent(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttConnectionException.class);
			assertThat(nextEvent(MqttEvent.Connected.class).connAck().sessionPresent()).isTrue();
			publish(client, "plant/1");
			assertThat(next(this.received)).isEqualTo("plant/1");
		}
	}

	@Test
	void aKeptSessionGetsWhatWasPublishedMeanwhile() throws Exception {
		try (MqttClient away = client("mqtt", ReconnectPolicy.never());
				MqttClient other = client("mqtt", ReconnectPolicy.fixed(Duration.ZERO))) {
			away.blocking().connect();
			subscribe(away);
			other.blocking().connect();

			this.broker.network(Network.DOWN);
			this.broker.network(Network.UP);
			publish(other, "plant/meanwhile");
			assertThat(this.received).isEmpty();
			away.blocking().connect();

			assertThat(next(this.received)).isEqualTo("plant/meanwhile");
		}
	}

	/**
	 * The broker must have noticed by then: a client that is taken over leaves no will.
	 */
	@RepeatedTest(10)
	void willsArePublishedWhenConnectionsAreCutThoughTheClientIsBackAtOnce() throws Exception {
		try (MqttClient observer = client("mqtt", ReconnectPolicy.fixed(Duration.ZERO));
				MqttClient client = client("mqtt", ReconnectPolicy.fixed(Duration.ZERO),
						(options) -> options.sessionExpiry(Duration.ZERO).will(Will.of(message("plant/will"))))) {
			observer.blocking().connect();
			subscribe(observer);
			client.blocking().connect();

			this.broker.network(Network.DOWN);
			this.broker.network(Network.UP);

			assertThat(next(this.received)).isEqualTo("plant/will");
			client.connect().get(SECONDS, TimeUnit.SECONDS);
		}
	}

	@Test
	void connectionsAreResetWhileItIsDown() throws Exception {
		try (Socket before = socket(); MqttClient client = client("mqtt", ReconnectPolicy.never())) {
			this.broker.network(Network.DOWN);

			assertThatIOException().isThrownBy(before.getInputStream()::read);
			try (Socket later = socket()) {
				assertThatIOException().isThrownBy(later.getInputStream()::read);
			}
			assertThatExceptionOfType(MqttConnectionException.class).isThrownBy(client.blocking()::connect);

			this.broker.network(Network.UP);
			assertThat(client.blocking().connect().reasonCode().isError()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt", "ws" })
	void nothingMovesWhileItIsSilentAndAllArrivesWhenItIsUp(String scheme) throws Exception {
		try (MqttClient client = client(scheme, ReconnectPolicy.never())) {
			connect(client);
			subscribe(client);
			publish(client, "plant/before");
			assertThat(next(this.received)).isEqualTo("plant/before");

			this.broker.network(Network.SILENT);
			CompletableFuture<?> published = client.publish(message("plant/silent"));
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> published.get(A_WHILE.toMillis(), TimeUnit.MILLISECONDS));
			assertThat(this.received).isEmpty();

			this.broker.network(Network.UP);
			published.get(SECONDS, TimeUnit.SECONDS);
			assertThat(next(this.received)).isEqualTo("plant/silent");
			assertThat(this.events).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt", "ws" })
	void newConnectionsFindNoAnswerUntilItIsUp(String scheme) throws Exception {
		this.broker.network(Network.SILENT);
		try (MqttClient client = client(scheme, ReconnectPolicy.never())) {
			CompletableFuture<?> connected = client.connect();
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> connected.get(A_WHILE.toMillis(), TimeUnit.MILLISECONDS));

			this.broker.network(Network.UP);
			connected.get(SECONDS, TimeUnit.SECONDS);
		}
	}

	@Test
	void theKeepAliveFindsOutThatItIsSilent() throws Exception {
		try (MqttClient client = client("mqtt", ReconnectPolicy.fixed(Duration.ZERO),
				(options) -> options.keepAlive(Duration.ofSeconds(1)).connAckTimeout(A_WHILE))) {
			connect(client);

			this.broker.network(Network.SILENT);
			assertThat(nextEvent(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttTimeoutException.class);
			assertThat(nextEvent(MqttEvent.Disconnected.class).connected()).isFalse();
			assertThat(client.status().state()).isNotEqualTo(ConnectionState.CONNECTED);

			this.broker.network(Network.UP);
			await().until(() -> client.status().state() == ConnectionState.CONNECTED);
		}
	}

	@ParameterizedTest
	@EnumSource(Network.class)
	void itStaysAsItIsWhenTheBrokerRestarts(Network network) throws Exception {
		int port = this.broker.port();
		this.broker.stop();
		this.broker.network(network);
		this.broker.restart();
		this.broker.restart();

		assertThat(this.broker.port()).isEqualTo(port);
		try (MqttClient client = client("mqtt", ReconnectPolicy.fixed(Duration.ZERO)); Socket socket = socket()) {
			if (network == Network.DOWN) {
				assertThatIOException().isThrownBy(socket.getInputStream()::read);
			}
			CompletableFuture<?> connected = client.connect();
			if (network != Network.UP) {
				assertThatExceptionOfType(TimeoutException.class)
					.isThrownBy(() -> connected.get(A_WHILE.toMillis(), TimeUnit.MILLISECONDS));
			}
			this.broker.network(Network.UP);
			connected.get(SECONDS, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@EnumSource(Network.class)
	void theBrokerStopsAndLeavesNothingBehindInAnyState(Network network) throws Exception {
		try (Socket before = socket(); MqttClient client = client("mqtt", ReconnectPolicy.never())) {
			connect(client);
			this.broker.network(network);
			try (Socket later = socket()) {
				assertThat(threadsSince()).isNotEmpty();

				this.broker.close();

				assertEnded(before);
				assertEnded(later);
				nextEvent(MqttEvent.Disconnected.class);
			}
		}
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::socket);
		await().untilAsserted(() -> assertThat(threadsSince()).isEmpty());
	}

	@Test
	void itMayBeChangedByAnyThread() throws Exception {
		try (MqttClient client = client("mqtt", ReconnectPolicy.fixed(Duration.ZERO))) {
			connect(client);
			subscribe(client);

			List<CompletableFuture<Void>> changes = Stream.of(1L, 2L, 3L)
				.map((seed) -> CompletableFuture.runAsync(() -> change(new Random(seed))))
				.toList();
			CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new)).get(SECONDS, TimeUnit.SECONDS);

			this.broker.network(Network.UP);
			publish(client, "plant/1");
			assertThat(next(this.received)).isEqualTo("plant/1");
		}
	}

	private void change(Random random) {
		Network[] all = Network.values();
		for (int i = 0; i < 100; i++) {
			this.broker.network(all[random.nextInt(all.length)]);
		}
	}

	private MqttClient client(String scheme, ReconnectPolicy reconnect) {
		return client(scheme, reconnect, UnaryOperator.identity());
	}

	private MqttClient client(String scheme, ReconnectPolicy reconnect, UnaryOperator<MqttClientOptions.Builder> more) {
		MqttClientOptions.Builder options = MqttClientOptions.builder(scheme + "://127.0.0.1:" + this.broker.port())
			.version(MqttVersion.V5)
			.clean(false)
			.sessionExpiry(Duration.ofHours(1))
			.reconnect(reconnect);
		MqttClient client = MqttClient.create(more.apply(options).build());
		client.on(MqttEvent.Connected.class, this.events::add);
		client.on(MqttEvent.Disconnected.class, this.events::add);
		return client;
	}

	private void connect(MqttClient client) throws InterruptedException {
		client.blocking().connect();
		nextEvent(MqttEvent.Connected.class);
	}

	private void subscribe(MqttClient client) throws Exception {
		client
			.subscribe(Subscription.of("plant/#", QoS.AT_LEAST_ONCE),
					(delivery) -> this.received.add(delivery.message().topic()))
			.get(SECONDS, TimeUnit.SECONDS);
	}

	private static void publish(MqttClient client, String topic) throws Exception {
		client.publish(message(topic)).get(SECONDS, TimeUnit.SECONDS);
	}

	private static MqttMessage message(String topic) {
		return MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).build();
	}

	private Socket socket() throws IOException {
		Socket socket = new Socket("127.0.0.1", this.broker.port());
		socket.setSoTimeout(Math.toIntExact(TimeUnit.SECONDS.toMillis(SECONDS)));
		return socket;
	}

	private void assertEnded(Socket socket) throws IOException {
		try {
			assertThat(socket.getInputStream().read()).isNegative();
		}
		catch (SocketException ex) {
			assertThat(ex).hasMessage("Connection reset");
		}
	}

	/**
	 * The next of its kind; in between, an attempt may have met the network while down.
	 */
	private <T extends MqttEvent> T nextEvent(Class<T> type) throws InterruptedException {
		MqttEvent event = next(this.events);
		while (!type.isInstance(event)) {
			event = next(this.events);
		}
		return type.cast(event);
	}

	private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
		T next = queue.poll(SECONDS, TimeUnit.SECONDS);
		assertThat(next).as("what comes within %d s", SECONDS).isNotNull();
		return next;
	}

	/** Those of brokers; there may be others that tests share. */
	private Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("embedded-mqtt-broker"))
			.collect(Collectors.toSet());
	}

	private Set<Thread> threadsSince() {
		Set<Thread> since = threads();
		since.removeAll(this.threadsBefore);
		return since;
	}

}
