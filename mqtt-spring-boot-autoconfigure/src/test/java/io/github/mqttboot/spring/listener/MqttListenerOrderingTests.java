// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeDelivery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How many messages a listener works on at a time, and which wait for each other. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class MqttListenerOrderingTests {

	@Nested
	class ByListener {

		@Test
		void aMessageWaitsForTheStageOfTheOneBefore() {
			try (Listeners listeners = Listeners.of(Stages.class)) {
				Queue<CompletableFuture<Void>> stages = listeners.bean(Stages.class).open;
				List<FakeDelivery> deliveries = deliver(listeners, "a", 20);
				assertThat(stages).hasSize(1);

				for (int i = 0; i < 20; i++) {
					await().until(() -> !stages.isEmpty());
					stages.remove().complete(null);
				}

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsOnly(ReasonCode.SUCCESS));
			}
		}

		@Test
		void aMessageRunsOnTheThreadThatBringsItWhenNothingWaits() {
			try (Listeners listeners = Listeners.of(Counting.class)) {
				listeners.deliverOne("a", "1");

				assertThat(listeners.bean(Counting.class).thread).isSameAs(Thread.currentThread());
			}
		}

	}

	@Nested
	class ByTopic {

		@Test
		void messagesOfATopicKeepTheirOrderAndTopicsAreWorkedOnInParallel() {
			try (Listeners listeners = Listeners.of(PerTopic.class)) {
				PerTopic listener = listeners.bean(PerTopic.class);
				List<FakeDelivery> deliveries = IntStream.range(0, 5000)
					.mapToObj((i) -> listeners.deliverOne("t/" + i % 50, String.valueOf(i)))
					.toList();

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsOnly(ReasonCode.SUCCESS));
				assertThat(listener.disorder).isEmpty();
				assertThat(listener.most).hasValueBetween(2, 8);
			}
		}

	}

	@Nested
	class WithoutOrder {

		@Test
		void asManyMessagesAreWorkedOnAsTheListenerAsksFor() throws Exception {
			try (Listeners listeners = Listeners.of(Meeting.class)) {
				List<FakeDelivery> deliveries = deliver(listeners, "a", 8);

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsOnly(ReasonCode.SUCCESS)); // each waits for three others
			}
		}

		@Test
		void noMoreMessagesAreWorkedOnThanTheListenerAsksFor() {
			try (Listeners listeners = Listeners.of(ThreeStages.class)) {
				Queue<CompletableFuture<Void>> stages = listeners.bean(ThreeStages.class).open;
				List<FakeDelivery> deliveries = deliver(listeners, "a", 20);
				await().until(() -> stages.size() == 3);

				for (int i = 0; i < 20; i++) {
					await().until(() -> !stages.isEmpty());
					assertThat(stages).hasSizeLessThanOrEqualTo(3);
					stages.remove().complete(null);
				}

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsOnly(ReasonCode.SUCCESS));
			}
		}

	}

	@Nested
	class Limits {

		@Test
		void whoBringsTooManyMessagesWaitsUntilOneIsOver() throws Exception {
			try (Listeners listeners = Listeners.of(Map.of("capacity", 3), Stages.class)) {
				Queue<CompletableFuture<Void>> stages = listeners.bean(Stages.class).open;
				deliver(listeners, "a", 3);
				assertThat(listeners.container("stages").unfinished()).isEqualTo(3);
				CompletableFuture<FakeDelivery> fourth = CompletableFuture
					.supplyAsync(() -> listeners.deliverOne("a", "4"));
				await().until(() -> listeners.container("stages").waitingForRoom() == 1);
				assertThat(fourth).isNotDone();

				stages.remove().complete(null);

				fourth.get(10, TimeUnit.SECONDS);
				assertThat(listeners.container("stages").unfinished()).isEqualTo(3);
				for (int i = 0; i < 3; i++) {
					await().until(() -> !stages.isEmpty());
					stages.remove().complete(null);
				}
			}
		}

		@Test
		void whoWaitsAtTheEndIsLetGo() throws Exception {
			try (Listeners listeners = Listeners.of(Map.of("capacity", 1, "shutdown-millis", 1), Stages.class)) {
				deliver(listeners, "a", 1);
				CompletableFuture<FakeDelivery> second = CompletableFuture
					.supplyAsync(() -> listeners.deliverOne("a", "2"));
				await().until(() -> listeners.container("stages").waitingForRoom() == 1);

				listeners.registry().stop();
				listeners.bean(Stages.class).open.remove().complete(null);

				assertThat(second.get(10, TimeUnit.SECONDS).outcome()).isNull();
				assertThat(listeners.bean(Stages.class).open).isEmpty();
			}
		}

		@Test
		void aMessageThatTakesTooLongIsReportedOnce(CapturedOutput output) throws Exception {
			try (Listeners listeners = Listeners.of(Map.of("report-after-millis", 1), Slow.class)) {
				CompletableFuture<FakeDelivery> delivery = CompletableFuture
					.supplyAsync(() -> listeners.deliverOne("a", "1"));
				Slow listener = listeners.bean(Slow.class);
				assertThat(listener.called.await(10, TimeUnit.SECONDS)).isTrue();
				await().until(() -> listeners.container("slow").longestElapsed().compareTo(Duration.ofMillis(1)) > 0);

				listeners.advance(Duration.ofMillis(10));
				listeners.advance(Duration.ofMillis(10));

				assertThat(output.toString().lines())
					.filteredOn((line) -> line.contains("listener 'slow' has been working on the message on topic 'a'"))
					.hasSize(1);
				listener.mayReturn.countDown();
				delivery.get(10, TimeUnit.SECONDS);
				assertThat(listeners.container("slow").longestElapsed()).isZero();
			}
		}

	}

	@Nested
	class AtTheEnd {

		@RepeatedTest(20)
		void noMessageOvertakesOneThatIsLeftWithTheServer() throws Exception {
			try (Listeners listeners = Listeners.of(Map.of("shutdown-millis", 0), Leisurely.class)) {
				Leisurely listener = listeners.bean(Leisurely.class);
				CompletableFuture<?> bringing = CompletableFuture.supplyAsync(() -> deliver(listeners, "a", 1000));
				await().until(() -> listeners.container("leisurely").unfinished() == 1000);

				listener.registry = listeners.registry();
				listeners.registry().stop();

				await().until(() -> listeners.container("leisurely").unfinished() == 0);
				assertThat(listener.overtaking).isEmpty();
				bringing.get(10, TimeUnit.SECONDS);
			}
		}

	}

	private static List<FakeDelivery> deliver(Listeners listeners, String topic, int count) {
		return IntStream.range(0, count).mapToObj((i) -> listeners.deliverOne(topic, String.valueOf(i))).toList();
	}

	static class Stages {

		final Queue<CompletableFuture<Void>> open = new ConcurrentLinkedQueue<>();

		@MqttSubscribe(topics = "a", id = "stages")
		CompletableFuture<Void> on(int payload) {
			CompletableFuture<Void> stage = new CompletableFuture<>();
			this.open.add(stage);
			return stage;
		}

	}

	static class ThreeStages {

		final Queue<CompletableFuture<Void>> open = new ConcurrentLinkedQueue<>();

		@MqttSubscribe(topics = "a", ordering = Ordering.NONE, concurrency = "3")
		CompletableFuture<Void> on(int payload) {
			CompletableFuture<Void> stage = new CompletableFuture<>();
			this.open.add(stage);
			return stage;
		}

	}

	static class Counting {

		volatile Thread thread = new Thread();

		@MqttSubscribe("a")
		void on(int payload) {
			this.thread = Thread.currentThread();
		}

	}

	static class PerTopic {

		final Map<String, Integer> last = new ConcurrentHashMap<>();

		final Queue<String> disorder = new ConcurrentLinkedQueue<>();

		final AtomicInteger now = new AtomicInteger();

		final AtomicInteger most = new AtomicInteger();

		@MqttSubscribe(topics = "t/{topic}", ordering = Ordering.TOPIC, concurrency = "8")
		void on(int payload, String topic) {
			int now = this.now.incrementAndGet();
			this.most.accumulateAndGet(now, Math::max);
			Integer before = this.last.put(topic, payload);
			if (before != null && before > payload) {
				this.disorder.add(before + " before " + payload);
			}
			Thread.yield();
			this.now.decrementAndGet();
		}

	}

	static class Meeting {

		private final CyclicBarrier four = new CyclicBarrier(4);

		@MqttSubscribe(topics = "a", ordering = Ordering.NONE, concurrency = "4")
		void on(int payload) throws Exception {
			this.four.await(20, TimeUnit.SECONDS);
		}

	}

	/** Begins when the application ends. */
	static class Leisurely {

		final List<Integer> overtaking = new CopyOnWriteArrayList<>();

		private int next;

		volatile @Nullable MqttListenerRegistry registry;

		@Bean
		Executor threads() {
			return Executors.newSingleThreadExecutor();
		}

		@MqttSubscribe(topics = "a", id = "leisurely")
		void on(int payload) {
			while (this.registry == null || this.registry.isRunning()) {
				Thread.onSpinWait();
			}
			long end = System.nanoTime() + 5000;
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			if (payload != this.next++) {
				this.overtaking.add(payload);
			}
		}

	}

	static class Slow {

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch mayReturn = new CountDownLatch(1);

		@MqttSubscribe(topics = "a", id = "slow")
		void on(int payload) throws InterruptedException {
			this.called.countDown();
			assertThat(this.mayReturn.await(20, TimeUnit.SECONDS)).isTrue();
		}

	}

}
