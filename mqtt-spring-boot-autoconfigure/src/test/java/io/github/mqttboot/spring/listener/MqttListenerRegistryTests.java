// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.ReasonCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How listeners start and stop, and where they run. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class MqttListenerRegistryTests {

	@Nested
	class Stop {

		@Test
		void leavesWhatComesLaterWithTheServer() {
			try (Listeners listeners = Listeners.of(Collecting.class)) {
				listeners.registry().stop();

				assertThat(listeners.deliverOne("a", "1").outcome()).isNull();
				assertThat(listeners.bean(Collecting.class).payloads).isEmpty();
				assertThat(listeners.registry().isRunning()).isFalse();
			}
		}

		@Test
		void waitsForWhatIsBeingWorkedOn() throws Exception {
			try (Listeners listeners = Listeners.of(Waiting.class)) {
				Waiting listener = listeners.bean(Waiting.class);
				CompletableFuture<FakeDelivery> delivery = CompletableFuture
					.supplyAsync(() -> listeners.deliverOne("a", "1"));
				assertThat(listener.called.await(10, TimeUnit.SECONDS)).isTrue();
				CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(listener.mayReturn::countDown);

				listeners.registry().stop();

				assertThat(delivery.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void waitsForFutures() {
			try (Listeners listeners = Listeners.of(Asynchronous.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "1");
				CompletableFuture<Void> result = listeners.bean(Asynchronous.class).result;
				CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> result.complete(null));

				listeners.registry().stop();

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void doesNotWaitForEver(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Asynchronous.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "1");

				listeners.registry().stop();

				assertThat(delivery.outcome()).isNull();
				assertThat(output).contains("listener 'asynchronous' has not ended with 1 message(s)");
			}
		}

		@Test
		void thenStartGoesOnWithoutSubscribingAgain() {
			try (Listeners listeners = Listeners.of(Collecting.class)) {
				listeners.registry().stop();
				listeners.registry().start();

				assertThat(listeners.client().subscriptions()).hasSize(1);
				assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.registry().isRunning()).isTrue();
			}
		}

		@Test
		void comesWithTheEndOfTheContext() {
			Listeners listeners = Listeners.of(Collecting.class);
			FakeMqttClient client = listeners.client();

			listeners.close();

			assertThat(client.deliverOne("a", "1").outcome()).isNull();
		}

	}

	@Nested
	class WithAnExecutor {

		@Test
		void listenersRunThereInOrder() {
			List<String> sent = IntStream.range(0, 3000).mapToObj(String::valueOf).toList();
			try (Listeners listeners = Listeners.of(Collecting.class, Pool.class)) {
				Collecting listener = listeners.bean(Collecting.class);

				List<FakeDelivery> deliveries = sent.stream()
					.map((payload) -> listeners.deliverOne("a", payload))
					.toList();

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsOnly(ReasonCode.SUCCESS));
				assertThat(listener.payloads).containsExactlyElementsOf(sent);
				assertThat(listener.threads).allSatisfy((name) -> assertThat(name).startsWith("pool-of-listeners-"));
			}
		}

		@Test
		void oneListenerDoesNotHoldUpAnother() throws Exception {
			try (Listeners listeners = Listeners.of(Waiting.class, Collecting.class, Pool.class)) {
				Waiting waiting = listeners.bean(Waiting.class);

				List<FakeDelivery> deliveries = listeners.deliver("a", "1");

				assertThat(waiting.called.await(10, TimeUnit.SECONDS)).isTrue();
				await().untilAsserted(() -> assertThat(deliveries.get(1).outcome()).isEqualTo(ReasonCode.SUCCESS));
				assertThat(deliveries.get(0).outcome()).isNull();

				waiting.mayReturn.countDown();
				await().untilAsserted(() -> assertThat(deliveries.get(0).outcome()).isEqualTo(ReasonCode.SUCCESS));
			}
		}

		@Test
		void messagesThatItRefusesStayWithTheServer(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Collecting.class, Moody.class)) {
				Moody executor = listeners.bean(Moody.class);

				executor.refuses = true;
				assertThat(listeners.deliverOne("a", "1").outcome()).isNull();
				assertThat(listeners.client().escaped()).isEmpty();
				assertThat(output).contains("cannot take messages, its executor refuses: not in the mood");

				executor.refuses = false;
				assertThat(listeners.deliverOne("a", "2").outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.bean(Collecting.class).payloads).containsExactly("2");
			}
		}

	}

	@Test
	void knowsItsListenersById() {
		try (Listeners listeners = Listeners.of(Collecting.class, Asynchronous.class)) {
			MqttListenerRegistry registry = listeners.registry();

			assertThat(registry.containers()).extracting(MqttListenerContainer::id)
				.containsExactly("mqttListenerRegistryTests.Collecting.on", "asynchronous");
			assertThat(registry.containers()).allMatch(MqttListenerContainer::isRunning);
			assertThat(registry.container("asynchronous")).isSameAs(List.copyOf(registry.containers()).get(1));
			assertThat(registry.container("nobody")).isNull();
		}
	}

	@Test
	void withoutListenersStartsAndStops() {
		MqttListenerRegistry registry = new MqttListenerRegistry(MqttListenerObserver.NONE, null, Duration.ZERO);

		registry.start();
		assertThat(registry.isRunning()).isTrue();

		registry.stop();
		assertThat(registry.isRunning()).isFalse();
	}

	static class Collecting {

		final List<String> payloads = new CopyOnWriteArrayList<>();

		final List<String> threads = new CopyOnWriteArrayList<>();

		@MqttSubscribe("a")
		void on(String payload) {
			this.payloads.add(payload);
			this.threads.add(Thread.currentThread().getName());
		}

	}

	static class Waiting {

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch mayReturn = new CountDownLatch(1);

		@MqttSubscribe(topics = "a", id = "waiting")
		void on(byte[] payload) throws InterruptedException {
			this.called.countDown();
			assertThat(this.mayReturn.await(10, TimeUnit.SECONDS)).isTrue();
		}

	}

	static class Asynchronous {

		final CompletableFuture<Void> result = new CompletableFuture<>();

		@MqttSubscribe(topics = "a", id = "asynchronous")
		CompletableFuture<Void> on(String payload) {
			return this.result;
		}

	}

	static class Pool {

		@Bean
		ThreadPoolTaskExecutor listenerExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(4);
			executor.setThreadNamePrefix("pool-of-listeners-");
			return executor;
		}

	}

	static class Moody implements Executor {

		volatile boolean refuses;

		@Override
		public void execute(Runnable task) {
			if (this.refuses) {
				throw new RejectedExecutionException("not in the mood");
			}
			task.run();
		}

	}

}
