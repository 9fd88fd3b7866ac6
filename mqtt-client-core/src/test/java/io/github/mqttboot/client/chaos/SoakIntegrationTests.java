// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.TcpProxy;
import io.github.mqttboot.testbrokers.TestBroker;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Publishes and receives at full rate while connections break, and looks at what the
 * process holds: it must not grow. {@code soak.seconds} makes it longer.
 */
class SoakIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(SoakIntegrationTests.class);

	private static final int WINDOW = 500;

	private final int seconds = Integer.getInteger("soak.seconds", 8);

	private final Random random = new Random(1);

	private final AtomicLong ended = new AtomicLong();

	private final AtomicLong received = new AtomicLong();

	private final AtomicBoolean stop = new AtomicBoolean();

	@Test
	void nothingGrowsWhileConnectionsBreak() throws Exception {
		try (TestBroker broker = BrokerKind.MOSQUITTO.create(BrokerOptions.open().withoutPersistence())) {
			broker.start();
			List<Resources> samples;
			try (TcpProxy proxy = TcpProxy.to(broker); MqttClient client = client(proxy)) {
				for (QoS qos : QoS.values()) {
					client.subscribe(Subscription.of("soak/" + qos.level(), qos),
							(delivery) -> this.received.incrementAndGet());
				}
				client.blocking().connect();
				Thread publisher = new Thread(() -> publish(client), "publisher");
				publisher.start();
				samples = breakThings(proxy);
				this.stop.set(true);
				publisher.join(60_000);
				assertThat(publisher.isAlive()).as("every future ends").isFalse();
			}
			logger.warn("{} s: {} publishes ended, {} messages received, first {}, last {}", this.seconds,
					this.ended.get(), this.received.get(), samples.get(1), samples.get(samples.size() - 1));
			assertFlat(samples);
		}
	}

	private static MqttClient client(TcpProxy proxy) {
		return MqttClient.create(MqttClientOptions.builder(proxy.uri())
			.clean(false)
			.version(MqttVersion.V5)
			.clientId("soak-" + ProcessHandle.current().pid())
			.keepAlive(Duration.ofSeconds(2))
			.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(20)))
			.build());
	}

	private void publish(MqttClient client) {
		Semaphore window = new Semaphore(WINDOW);
		byte[] payload = new byte[256];
		for (int i = 0; !this.stop.get(); i++) {
			QoS qos = QoS.of(i % 3);
			window.acquireUninterruptibly();
			client.publish(MqttMessage.builder("soak/" + qos.level()).payload(payload).qos(qos).build())
				.whenComplete((result, failure) -> {
					this.ended.incrementAndGet();
					window.release();
				});
		}
		window.acquireUninterruptibly(WINDOW);
	}

	/** Breaks the connection again and again; one sample for each tenth of the time. */
	private List<Resources> breakThings(TcpProxy proxy) {
		List<Resources> samples = new ArrayList<>();
		long start = System.nanoTime();
		long tenth = TimeUnit.SECONDS.toNanos(this.seconds) / 10;
		while (samples.size() < 10) {
			long goal = this.received.get() + 500 + this.random.nextInt(5000);
			long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(5))
				.atMost(Duration.ofSeconds(30))
				.until(() -> this.received.get() >= goal || System.nanoTime() > limit);
			if (this.random.nextBoolean()) {
				proxy.cut();
			}
			else {
				proxy.reset();
			}
			if (System.nanoTime() - start > tenth * (samples.size() + 1)) {
				samples.add(Resources.now());
			}
		}
		return samples;
	}

	/**
	 * The first tenth warms up. What the last ones hold at least must not be much more
	 * than what the ones before held at most.
	 */
	private static void assertFlat(List<Resources> samples) {
		assertFlat(samples, Resources::heapBytes, 16_000_000);
		assertFlat(samples, Resources::directBytes, 32_000_000);
		assertFlat(samples, Resources::threads, 8);
		assertFlat(samples, Resources::descriptors, 16);
	}

	private static void assertFlat(List<Resources> samples, ToLongFunction<Resources> figure, long margin) {
		long before = samples.subList(1, 5).stream().mapToLong(figure).max().orElseThrow();
		long after = samples.subList(7, 10).stream().mapToLong(figure).min().orElseThrow();
		assertThat(after).as("what is held, of %s", samples).isLessThan(before + margin);
	}

}
