// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.client.chaos.Ledger.Entry;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.TcpProxy;
import io.github.mqttboot.testbrokers.TestBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The publisher's process is killed, the broker is restarted, connections are cut, reset
 * and black-holed, again and again; then everything that the publisher was told is safe
 * has to have arrived at a subscriber in another process, and nothing of QoS 2 twice,
 * except for what brokers forget when they are restarted, which the packets have to show.
 * The system property {@code chaos.seconds} makes it longer, {@code chaos.seed} gives
 * another sequence of faults.
 */
class ChaosIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(ChaosIntegrationTests.class);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Random random = new Random(Long.getLong("chaos.seed", 1));

	@TempDir
	Path folder;

	/** Written by the threads of HiveMQ, which runs in this process. */
	private volatile boolean queueIsBroken;

	private final AppenderBase<ILoggingEvent> brokerErrors = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (isBrokenQueue(event)) {
				ChaosIntegrationTests.this.queueIsBroken = true;
			}
		}

	};

	/** How often something was broken. */
	private final int[] faults = new int[Fault.values().length];

	private enum Fault {

		KILL_PUBLISHER, RESTART_BROKER, CUT, RESET, BLACK_HOLE

	}

	@BeforeEach
	void listenToBroker() {
		this.brokerErrors.start();
		brokerLogger().addAppender(this.brokerErrors);
	}

	@AfterEach
	void listenNoMore() {
		brokerLogger().detachAppender(this.brokerErrors);
	}

	private static ch.qos.logback.classic.Logger brokerLogger() {
		return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("com.hivemq.util.Exceptions");
	}

	@ParameterizedTest
	@CsvSource({ "MOSQUITTO, 3.1.1", "MOSQUITTO, 5", "HIVEMQ, 3.1.1", "HIVEMQ, 5" })
	void nothingThatWasToldToBeSafeIsLostAndNothingOfQos2ComesTwice(BrokerKind kind, String version) throws Exception {
		try (TestBroker broker = kind.create(BrokerOptions.open())) {
			broker.start();
			try (TcpProxy publishers = TcpProxy.to(broker); TcpProxy subscribers = TcpProxy.to(broker)) {
				Exchanges ofPublisher = new Exchanges(publishers);
				Exchanges ofSubscriber = new Exchanges(subscribers);
				String id = "chaos-" + ProcessHandle.current().pid();
				Arrivals arrivals = new Arrivals();
				MqttClient subscriber = subscriber(subscribers, version, id, arrivals);
				try (subscriber) {
					Process publisher = startPublisher(publishers, version, id);
					try {
						publisher = breakThings(broker, List.of(ofPublisher, ofSubscriber), publisher,
								() -> startPublisher(publishers, version, id));
						end(publisher);
					}
					finally {
						publisher.destroyForcibly();
					}
					checkNothingIsLost(arrivals, ofSubscriber);
					checkNothingComesTwice(kind, arrivals, ofPublisher, ofSubscriber);
					report(arrivals, kind + " with MQTT " + version);
				}
			}
		}
	}

	private static MqttClient subscriber(TcpProxy proxy, String version, String id, Arrivals arrivals) {
		MqttClient subscriber = MqttClient.create(MqttClientOptions.builder(proxy.uri())
			.version(MqttVersion.parse(version))
			.clientId(id + "-subscriber")
			.clean(false)
			.keepAlive(Duration.ofSeconds(2))
			.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(100)))
			.build());
		subscriber.blocking().connect();
		for (QoS qos : QoS.values()) {
			subscriber.blocking()
				.subscribe(Subscription.of(ChaosPublisher.topic(id, qos), qos),
						(delivery) -> arrivals.add(qos, Integer.parseInt(delivery.message().payloadAsString())));
		}
		return subscriber;
	}

	private Process startPublisher(TcpProxy proxy, String version, String id) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
				ChaosPublisher.class.getName(), proxy.uri(), version, id, this.folder.resolve("store").toString(),
				ledger().toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("publisher.log").toFile()))
			.start();
	}

	private Path ledger() {
		return this.folder.resolve("ledger");
	}

	@FunctionalInterface
	private interface Start {

		Process start() throws IOException;

	}

	/** Each fault once, in any order, and again until the time is over. */
	private Process breakThings(TestBroker broker, List<Exchanges> exchanges, Process first, Start start)
			throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("chaos.seconds", 0));
		List<Fault> order = new ArrayList<>(List.of(Fault.values()));
		Process publisher = first;
		awaitProgress();
		do {
			Collections.shuffle(order, this.random);
			for (Fault fault : order) {
				this.faults[fault.ordinal()]++;
				if (fault == Fault.KILL_PUBLISHER) {
					publisher.destroyForcibly().waitFor();
					publisher = start.start();
				}
				else {
					happen(fault, broker, exchanges);
				}
				awaitProgress();
				awaitMessages(this.random.nextInt(2000), Duration.ofSeconds(1));
			}
		}
		while (System.nanoTime() < end);
		return publisher;
	}

	private void happen(Fault fault, TestBroker broker, List<Exchanges> exchanges) throws IOException {
		TcpProxy proxy = exchanges.get(this.random.nextInt(exchanges.size())).proxy();
		switch (fault) {
			case RESTART_BROKER -> {
				// what a broker forgets when it is killed is not for clients to remember
				broker.stop();
				exchanges.forEach(Exchanges::nextLife);
				broker.start();
			}
			case CUT -> proxy.cut();
			case RESET -> proxy.reset();
			case BLACK_HOLE -> {
				proxy.pause();
				awaitMessages(0, Duration.ofMillis(500 + this.random.nextInt(3000)));
				proxy.resume();
			}
			case KILL_PUBLISHER -> throw new IllegalArgumentException("not here");
		}
	}

	/** The publisher is told again that something is safe. */
	private void awaitProgress() throws IOException {
		int before = safe();
		await().atMost(LIMIT).until(() -> safe() > before);
	}

	/** Goes on after so many messages, or so much time. */
	private void awaitMessages(int number, Duration time) throws IOException {
		int goal = safe() + ((number > 0) ? number : Integer.MAX_VALUE / 2);
		long end = System.nanoTime() + time.toNanos();
		await().atMost(LIMIT).until(() -> safe() >= goal || System.nanoTime() > end);
	}

	private int safe() throws IOException {
		return Ledger.read(ledger(), Entry.SAFE, 1).size() + Ledger.read(ledger(), Entry.SAFE, 2).size();
	}

	private void end(Process publisher) throws Exception {
		publisher.getOutputStream().write('\n');
		publisher.getOutputStream().flush();
		assertThat(publisher.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("the publisher ends").isTrue();
		assertThat(publisher.exitValue()).isZero();
	}

	/**
	 * HiveMQ may break what it keeps for a client when it is restarted, and says so each
	 * time it tries to send it, see {@code BrokenQueueIntegrationTests}: then what it has
	 * never sent is left out.
	 */
	private void checkNothingIsLost(Arrivals arrivals, Exchanges ofSubscriber) throws IOException {
		for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
			Set<Integer> safe = Ledger.read(ledger(), Entry.SAFE, qos.level());
			await().atMost(LIMIT).untilAsserted(() -> {
				Set<Integer> lost = new HashSet<>(safe);
				lost.removeAll(arrivals.numbers(qos));
				if (!lost.isEmpty() && this.queueIsBroken) {
					logger.warn("HiveMQ cannot send what it keeps, {} with QoS {}", lost.size(), qos.level());
					lost.retainAll(ofSubscriber.sentByBroker(qos.level()));
				}
				assertThat(lost).as("told to be safe with QoS %s and not arrived", qos.level()).isEmpty();
			});
			assertThat(Ledger.read(ledger(), Entry.FAILED, qos.level())).as("failed with QoS %s", qos.level())
				.isEmpty();
		}
	}

	private static boolean isBrokenQueue(ILoggingEvent event) {
		IThrowableProxy cause = event.getThrowableProxy();
		return cause != null && cause.getClassName().equals(ClassCastException.class.getName())
				&& cause.getMessage().contains("PUBREL cannot be cast");
	}

	/**
	 * A message of QoS 2 may come once for each exchange that the broker begins with the
	 * subscriber, and the broker may begin one. HiveMQ keeps the packet identifiers of
	 * its senders in memory alone, so it begins another for a message that is published
	 * again after a restart. Mosquitto 2.0.11 restores those of its receivers in the
	 * wrong state, so it publishes again after PUBREL. See docs/reliability.md.
	 */
	private static void checkNothingComesTwice(BrokerKind kind, Arrivals arrivals, Exchanges ofPublisher,
			Exchanges ofSubscriber) {
		Exchanges.Begun begun = ofSubscriber.begunByBroker();
		Map<Integer, Integer> lives = ofPublisher.livesOfPublishes();
		arrivals.duplicates(QoS.EXACTLY_ONCE)
			.stream()
			.findAny()
			.ifPresent((number) -> logger.warn("{} came more than once: published {}, received {}", number,
					ofPublisher.about(number), ofSubscriber.about(number)));
		arrivals.times(QoS.EXACTLY_ONCE).forEach((number, times) -> {
			int allowed = switch (kind) {
				case HIVEMQ -> lives.getOrDefault(number, 0);
				case MOSQUITTO -> 1 + begun.afterPubrel().getOrDefault(number, 0);
			};
			assertThat(times)
				.as(() -> "deliveries of %s, published %s, received %s".formatted(number, ofPublisher.about(number),
						ofSubscriber.about(number)))
				.isLessThanOrEqualTo(begun.all().getOrDefault(number, 0))
				.isLessThanOrEqualTo(allowed);
		});
	}

	private void report(Arrivals arrivals, String setup) throws IOException {
		List<String> broken = new ArrayList<>();
		for (Fault fault : Fault.values()) {
			broken.add(fault + " " + this.faults[fault.ordinal()]);
		}
		logger.warn("{}: {}", setup, String.join(", ", broken));
		for (QoS qos : QoS.values()) {
			Set<Integer> asked = Ledger.read(ledger(), Entry.ASKED, qos.level());
			Set<Integer> safe = Ledger.read(ledger(), Entry.SAFE, qos.level());
			safe.removeAll(arrivals.numbers(qos));
			logger.warn("QoS {}: asked for {}, arrived {}, told safe and lost {}, twice {}", qos.level(), asked.size(),
					arrivals.numbers(qos).size(), safe.size(), arrivals.duplicates(qos).size());
		}
	}

}
