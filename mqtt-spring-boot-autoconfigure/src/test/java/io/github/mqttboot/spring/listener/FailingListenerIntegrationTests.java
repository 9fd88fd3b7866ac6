// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.UserProperty;
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

/** What becomes of messages that a listener fails with, seen on the wire. */
@Timeout(120)
class FailingListenerIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/**
	 * Longer than the pause before the next attempt allows without PINGREQ. Of one second
	 * HiveMQ makes a limit of one second, not of one and a half.
	 */
	private static final String KEEP_ALIVE = "mqtt.keep-alive=2s";

	private final String word = "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	static List<Arguments> setups() {
		return Stream.of(BrokerKind.values())
			.flatMap((broker) -> Stream.of(MqttVersion.values()).map((version) -> arguments(broker, version)))
			.toList();
	}

	static List<Arguments> setupsAndQos() {
		return setups().stream()
			.flatMap((setup) -> Stream.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)
				.map((qos) -> arguments(setup.get()[0], setup.get()[1], qos)))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("setupsAndQos")
	void aMessageIsTriedAgainThenSentAsADeadLetterThenAcknowledged(BrokerKind kind, MqttVersion version, QoS qos)
			throws InterruptedException {
		try (Plant plant = new Plant(kind.shared(), version, "qos=" + qos.level(), "retry=2")) {
			plant.publish(plant.topic("fails"), "x", qos);

			MqttMessage letter = plant.nextDeadLetter();
			await().atMost(LIMIT).until(() -> plant.count(">", plant.answer(qos)) == 1);

			assertThat(letter.topic()).isEqualTo(this.word + "/dead/" + plant.topic("fails"));
			assertThat(letter.payloadAsString()).isEqualTo("x");
			assertThat(plant.listener().calls).containsExactly("fails", "fails", "fails");
			int published = plant.index("> PUBLISH \\d+ " + letter.topic());
			int confirmed = plant.index("< PUBACK \\d+");
			assertThat(published).isPositive();
			assertThat(confirmed).isGreaterThan(published);
			assertThat(plant.index("> " + plant.answer(qos) + " \\d+")).isGreaterThan(confirmed);
			if (version == MqttVersion.V5) {
				assertThat(letter.userProperties()).contains(new UserProperty("dead-letter-listener", "listener"),
						new UserProperty("dead-letter-exception", IOException.class.getName()),
						new UserProperty("dead-letter-attempts", "3"),
						new UserProperty("dead-letter-topic", plant.topic("fails")),
						new UserProperty("dead-letter-qos", String.valueOf(qos.level())));
			}
			else {
				assertThat(letter.userProperties()).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("setupsAndQos")
	void laterMessagesComeAfterThoseThatFailedForGood(BrokerKind kind, MqttVersion version, QoS qos) {
		try (Plant plant = new Plant(kind.shared(), version, "qos=" + qos.level(), "dead=-")) {
			IntStream.range(0, 30).forEach((i) -> plant.publish(plant.topic("fails"), "x", qos));
			plant.publish(plant.topic("succeeds"), "x", qos);

			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(plant.listener().calls).as("packets %s", plant.log.packets())
					.endsWith("succeeds")
					.hasSize(31));
			await().atMost(LIMIT).until(() -> plant.count(">", plant.answer(qos)) == 31);
			boolean refused = version == MqttVersion.V5 && qos == QoS.AT_LEAST_ONCE;
			assertThat(plant.packets("> " + plant.answer(qos) + " \\d+ 0x83")).hasSize(refused ? 30 : 0);
		}
	}

	@ParameterizedTest
	@MethodSource("setups")
	void theConnectionStaysAliveWhileAMessageWaitsForItsNextAttempt(BrokerKind kind, MqttVersion version) {
		try (Plant plant = new Plant(kind.shared(), version, "retry=1", "delay=4s", KEEP_ALIVE)) {
			plant.publish(plant.topic("fails once"), "x", QoS.AT_LEAST_ONCE);
			plant.publish(plant.topic("succeeds"), "x", QoS.AT_LEAST_ONCE);
			await().atMost(LIMIT).until(() -> plant.listener().calls.size() == 1);

			await().atMost(LIMIT).until(() -> plant.count(">", "PUBACK") == 2);

			assertThat(plant.count("<", "PINGRESP")).isPositive();
			assertThat(plant.count("<", "CONNACK")).isOne();
			assertThat(plant.listener().calls).containsExactly("fails once", "fails once", "succeeds");
		}
	}

	@ParameterizedTest
	@MethodSource("setups")
	void acknowledgementsKeepTheOrderOfMessagesThatAreWorkedOnInParallel(BrokerKind kind, MqttVersion version) {
		try (Plant plant = new Plant(kind.shared(), version)) {
			IntStream.range(0, 200)
				.forEach((i) -> plant.publish(plant.topic("parallel/" + i % 20), "" + i, QoS.AT_LEAST_ONCE));

			await().atMost(LIMIT).until(() -> plant.count(">", "PUBACK") == 200);

			assertThat(plant.packets("> PUBACK .*").map((packet) -> packet.substring("> PUBACK ".length())))
				.containsExactlyElementsOf(
						plant.packets("< PUBLISH .*").map((packet) -> packet.split(" ")[2]).toList());
			assertThat(plant.listener().disorder).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("setups")
	void whatWaitsForItsNextAttemptAtTheEndComesAgain(BrokerKind kind, MqttVersion version) {
		TestBroker broker = kind.shared();
		String[] kept = { "mqtt.clean=false", "mqtt.id=" + this.word, "retry=1", "delay=1h" };
		try (Plant plant = new Plant(broker, version, kept)) {
			plant.publish(plant.topic("fails"), "x", QoS.AT_LEAST_ONCE);
			await().atMost(LIMIT).until(() -> plant.listener().calls.size() == 1);
		}

		try (Plant plant = new Plant(broker, version, kept)) {
			await().atMost(LIMIT).until(() -> plant.listener().calls.size() == 1);

			assertThat(plant.count(">", "PUBACK")).isZero();
		}
	}

	/** An application with a listener that fails, seen through a proxy, and a device. */
	private final class Plant implements AutoCloseable {

		private final TcpProxy proxy;

		private final PacketLog log;

		private final MqttClient device;

		private final BlockingQueue<MqttMessage> deadLetters = new LinkedBlockingQueue<>();

		private final ConfigurableApplicationContext context;

		Plant(TestBroker broker, MqttVersion version, String... properties) {
			this.proxy = TcpProxy.to(broker);
			this.log = this.proxy.record();
			this.device = MqttClient
				.create(MqttClientOptions.builder(broker.uri()).clean(true).version(version).build());
			this.device.blocking().connect();
			this.device.blocking()
				.subscribe(Subscription.of(topic("dead/#"), QoS.AT_LEAST_ONCE),
						(delivery) -> this.deadLetters.add(delivery.message()));
			this.context = new SpringApplicationBuilder(AutoConfigured.class, FailingListener.class)
				.web(WebApplicationType.NONE)
				.properties("mqtt.uri=" + this.proxy.uri(), "mqtt.version=" + version, "mqtt.startup=fail-fast",
						"word=" + FailingListenerIntegrationTests.this.word, "qos=1", "retry=0", "delay=10ms",
						"dead=" + topic("dead/{topic}"), "mqtt.listener.retry.delay=${delay}",
						"mqtt.listener.retry.max-delay=1h")
				.properties(properties)
				.run();
			await().atMost(LIMIT).until(() -> count("<", "SUBACK") == 2);
		}

		String topic(String name) {
			return FailingListenerIntegrationTests.this.word + "/" + name;
		}

		FailingListener listener() {
			return this.context.getBean(FailingListener.class);
		}

		String answer(QoS qos) {
			return (qos == QoS.EXACTLY_ONCE) ? "PUBREC" : "PUBACK";
		}

		void publish(String topic, String payload, QoS qos) {
			this.device.blocking().publish(MqttMessage.builder(topic).payload(payload).qos(qos).build());
		}

		MqttMessage nextDeadLetter() throws InterruptedException {
			MqttMessage letter = this.deadLetters.poll(30, TimeUnit.SECONDS);
			assertThat(letter).as("dead letter").isNotNull();
			return letter;
		}

		Stream<String> packets(String pattern) {
			return this.log.packets().stream().filter((packet) -> packet.matches(pattern));
		}

		long count(String arrow, String type) {
			return packets(arrow + " " + type + "( .*)?").count();
		}

		int index(String pattern) {
			List<String> packets = this.log.packets();
			return IntStream.range(0, packets.size())
				.filter((i) -> packets.get(i).matches(pattern))
				.findFirst()
				.orElse(-1);
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

	static class FailingListener {

		final List<String> calls = new CopyOnWriteArrayList<>();

		final List<String> disorder = new CopyOnWriteArrayList<>();

		private final int[] last = new int[20];

		@MqttSubscribe(topics = "${word}/{what}", id = "listener", qos = "${qos}", retry = "${retry}",
				deadLetterTopic = "${dead}")
		void on(Delivery delivery, String what) throws IOException {
			this.calls.add(what);
			if (what.equals("fails") || (what.equals("fails once") && this.calls.size() == 1)) {
				throw new IOException("disk full");
			}
		}

		@MqttSubscribe(topics = "${word}/parallel/{lane}", ordering = Ordering.TOPIC, concurrency = "8")
		void parallel(int payload, int lane) throws InterruptedException {
			if (this.last[lane] > payload) {
				this.disorder.add(lane + ": " + payload);
			}
			this.last[lane] = payload;
			TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(2000)); // work
		}

	}

}
