// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.PacketLog;
import io.github.mqttboot.testbrokers.TcpProxy;
import io.github.mqttboot.testbrokers.TestBroker;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** One listener that is stopped and started while the application runs. */
@Timeout(120)
class StoppedListenerIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final String word = "s" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	static List<Arguments> setups() {
		return Stream.of(BrokerKind.values())
			.flatMap((broker) -> Stream.of(MqttVersion.values()).map((version) -> arguments(broker, version)))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("setups")
	void getsNothingUntilItIsStartedAgain(BrokerKind kind, MqttVersion version) {
		try (Plant plant = new Plant(kind.shared(), version)) {
			plant.publish("stopped", "1");
			await().atMost(LIMIT).until(() -> plant.listeners().stopped.equals(List.of("1")));

			assertThat(plant.container().stop()).succeedsWithin(LIMIT);
			plant.publish("stopped", "2");
			plant.publish("running", "2");
			await().atMost(LIMIT).until(() -> plant.listeners().running.equals(List.of("2")));
			assertThat(plant.count("< PUBLISH .*/stopped")).isOne();

			plant.container().start();
			await().atMost(LIMIT).until(() -> plant.count("< SUBACK .*") == 3);
			plant.publish("stopped", "3");
			await().atMost(LIMIT).untilAsserted(() -> assertThat(plant.listeners().stopped).containsExactly("1", "3"));
		}
	}

	@ParameterizedTest
	@MethodSource("setups")
	void handlesAndAcknowledgesWhatItHasGotBeforeItsFutureEnds(BrokerKind kind, MqttVersion version) {
		String[] kept = { "mqtt.clean=false", "mqtt.id=" + this.word };
		TestBroker broker = kind.shared();
		// HiveMQ sends the next one when it has the acknowledgement
		List<String> sent = (kind == BrokerKind.MOSQUITTO) ? List.of("1", "2", "3", "4", "5") : List.of("1");
		try (Plant plant = new Plant(broker, version, kept)) {
			plant.listeners().mayGoOn = new CountDownLatch(1);
			sent.forEach((payload) -> plant.publish("stopped", payload));
			await().atMost(LIMIT).until(() -> plant.count("< PUBLISH .*/stopped") == sent.size());

			CompletableFuture<Void> stopped = plant.container().stop();
			await().atMost(LIMIT).until(() -> plant.count("< UNSUBACK .*") == 1);
			assertThat(stopped).isNotDone();
			plant.listeners().mayGoOn.countDown();

			assertThat(stopped).succeedsWithin(LIMIT);
			assertThat(plant.listeners().stopped).containsExactlyElementsOf(sent);
			assertThat(plant.container().isRunning()).isFalse();
			await().atMost(LIMIT).until(() -> plant.count("> PUBACK .*") == sent.size());
		}
		try (Plant plant = new Plant(broker, version, kept)) {
			assertThat(plant.count("< PUBLISH .*")).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("setups")
	void whenStoppedWithoutAConnectionStaysStoppedWithTheNextOne(BrokerKind kind, MqttVersion version) {
		try (Plant plant = new Plant(kind.shared(), version, "mqtt.clean=false", "mqtt.id=" + this.word,
				"mqtt.reconnect=100ms")) {
			plant.proxy.refuse();
			plant.proxy.cut();
			await().atMost(LIMIT).until(() -> plant.client().status().state() != ConnectionState.CONNECTED);

			CompletableFuture<Void> stopped = plant.container().stop();
			assertThat(plant.container().isRunning()).isFalse();
			plant.proxy.admit();

			assertThat(stopped).succeedsWithin(LIMIT);
			plant.publish("stopped", "1");
			plant.publish("running", "1");
			await().atMost(LIMIT).until(() -> plant.listeners().running.equals(List.of("1")));
			assertThat(plant.count("< PUBLISH .*/stopped")).isZero();
			assertThat(plant.listeners().stopped).isEmpty();
		}
	}

	/** An application with two listeners, seen through a proxy, and a device. */
	private final class Plant implements AutoCloseable {

		private final TcpProxy proxy;

		private final PacketLog log;

		private final MqttClient device;

		private final ConfigurableApplicationContext context;

		Plant(TestBroker broker, MqttVersion version, String... properties) {
			this.proxy = TcpProxy.to(broker);
			this.log = this.proxy.record();
			this.device = MqttClient
				.create(MqttClientOptions.builder(broker.uri()).clean(true).version(version).build());
			this.device.blocking().connect();
			this.context = new SpringApplicationBuilder(AutoConfigured.class, TwoListeners.class)
				.web(WebApplicationType.NONE)
				.properties("mqtt.uri=" + this.proxy.uri(), "mqtt.version=" + version, "mqtt.startup=fail-fast",
						"word=" + StoppedListenerIntegrationTests.this.word)
				.properties(properties)
				.run();
			await().atMost(LIMIT).until(() -> count("< SUBACK .*") == 2);
		}

		TwoListeners listeners() {
			return this.context.getBean(TwoListeners.class);
		}

		MqttClient client() {
			return this.context.getBean(MqttClient.class);
		}

		MqttListenerContainer container() {
			MqttListenerContainer container = this.context.getBean(MqttListenerRegistry.class).container("stopped");
			assertThat(container).isNotNull();
			return container;
		}

		void publish(String name, String payload) {
			this.device.blocking()
				.publish(MqttMessage.builder(StoppedListenerIntegrationTests.this.word + "/" + name)
					.payload(payload)
					.qos(QoS.AT_LEAST_ONCE)
					.build());
		}

		long count(String pattern) {
			return this.log.packets().stream().filter((packet) -> packet.matches(pattern)).count();
		}

		@Override
		public void close() {
			this.context.close();
			this.device.close();
			this.proxy.close();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

	static class TwoListeners {

		final List<String> stopped = new CopyOnWriteArrayList<>();

		final List<String> running = new CopyOnWriteArrayList<>();

		volatile CountDownLatch mayGoOn = new CountDownLatch(0);

		@MqttSubscribe(topics = "${word}/stopped", id = "stopped")
		void stopped(String payload) throws InterruptedException {
			assertThat(this.mayGoOn.await(60, TimeUnit.SECONDS)).isTrue();
			this.stopped.add(payload);
		}

		@MqttSubscribe(topics = "${word}/running", id = "running")
		void running(String payload) {
			this.running.add(payload);
		}

	}

}
