// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeDelivery;
import io.github.mqttboot.spring.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** How listeners start and stop, and where they run. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class MqttListenerRegistryTests {

	@Nested
	class Start {

		@Test
		void reportsWhatTheServerRefuses(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Later.class)) {
				listeners.client().refuse(new MqttRejectedException(ReasonCode.NOT_AUTHORIZED, "no rights"));

				listeners.registry().containers().forEach(MqttListenerContainer::start);

				assertThat(output).contains("listener 'later' gets no messages for 'plant/{line}': no rights");
			}
		}

		@Test
		void leavesToTheClientToReportARefusedConnection(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Later.class)) {
				MqttRejectedException refusal = new MqttRejectedException(ReasonCode.NOT_AUTHORIZED, "refused");
				listeners.client().giveUp(refusal);
				listeners.client().refuse(refusal);

				listeners.registry().containers().forEach(MqttListenerContainer::start);

				assertThat(output).doesNotContain("ERROR");
			}
		}

		@Test
		void namesTheListenerWhoseOptionsTheClientCannotSend() {
			try (Listeners listeners = Listeners.of(Map.of("version", "V3_1_1"), Later.class)) {
				assertThatExceptionOfType(MqttListenerDefinitionException.class)
					.isThrownBy(() -> listeners.registry().containers().forEach(MqttListenerContainer::start))
					.withMessage("@MqttSubscribe on " + Later.class.getName()
							+ ".on of bean 'mqttListenerRegistryTests.Later': no local needs MQTT 5");
				assertThat(listeners.container("later").isRunning()).isFalse();
			}
		}

	}

	@Nested
	class Stop {

		private final ExecutorService threads = Executors.newCachedThreadPool();

		@AfterEach
		void endThreads() {
			this.threads.shutdownNow();
		}

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
				Future<FakeDelivery> delivery = this.threads.submit(() -> listeners.deliverOne("a", "1"));
				assertThat(listener.called.await(10, TimeUnit.SECONDS)).isTrue();

				Future<?> stopped = this.threads.submit(listeners.registry()::stop);
				await().until(() -> !listeners.registry().isRunning());
				assertThat(stopped).isNotDone();
				listener.mayReturn.countDown();

				stopped.get(10, TimeUnit.SECONDS);
				assertThat(delivery.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void waitsForFutures() throws Exception {
			try (Listeners listeners = Listeners.of(Asynchronous.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "1");

				Future<?> stopped = this.threads.submit(listeners.registry()::stop);
				await().until(() -> !listeners.registry().isRunning());
				assertThat(stopped).isNotDone();
				listeners.bean(Asynchronous.class).result.complete(null);

				stopped.get(10, TimeUnit.SECONDS);
				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void doesNotWaitForEver(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Map.of("shutdown-millis", 1), Asynchronous.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "1");

				listeners.registry().stop();

				assertThat(delivery.outcome()).isNull();
				assertThat(output).contains("listener 'asynchronous' has not ended with 1 message(s)");
			}
		}

		@Test // each client stops the listeners of all
		void doesNotWaitAgain(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Map.of("shutdown-millis", 1), Asynchronous.class)) {
				listeners.deliverOne("a", "1");

				listeners.registry().stop();
				listeners.registry().stop();

				assertThat(output.getOut()).containsOnlyOnce("has not ended with");
			}
		}

		@Test
		void thenStartGoesOnWithoutSubscribingAgain() {
			try (Listeners listeners = Listeners.of(Collecting.class)) {
				listeners.registry().stop();
				listeners.registry().start();

				assertThat(listeners.client().subscribed()).hasSize(1);
				assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.registry().isRunning()).isTrue();
			}
		}

		@Test
		void thenStartLooksForMessagesThatTakeTooLongOnceAtATime() {
			try (Listeners listeners = Listeners.of(Map.of("report-after-millis", 60_000), Collecting.class)) {
				listeners.registry().stop();
				listeners.registry().start();
				assertThat(listeners.pauses()).containsExactly(Duration.ofSeconds(15));

				listeners.registry().stop();
				listeners.advance(Duration.ofSeconds(15));
				assertThat(listeners.pauses()).isEmpty();

				listeners.registry().start();
				assertThat(listeners.pauses()).containsExactly(Duration.ofSeconds(15));
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
		void messagesThatItRefusesAreOfferedAgain(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Collecting.class, Moody.class)) {
				Moody executor = listeners.bean(Moody.class);

				executor.refuses = true;
				List<FakeDelivery> deliveries = List.of(listeners.deliverOne("a", "1"), listeners.deliverOne("a", "2"));
				listeners.advance(Duration.ofSeconds(1));
				assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnlyNulls();
				assertThat(output).contains("has to wait, its executor refuses: not in the mood");

				executor.refuses = false;
				listeners.advance(Duration.ofSeconds(1));
				assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnly(ReasonCode.SUCCESS);
				assertThat(listeners.bean(Collecting.class).payloads).containsExactly("1", "2");
				assertThat(listeners.client().escaped()).isEmpty();
			}
		}

		@Test // as one that can start no thread
		void messagesThatItFailsToTakeAreOfferedAgain() {
			try (Listeners listeners = Listeners.of(Collecting.class, Moody.class)) {
				Moody executor = listeners.bean(Moody.class);

				executor.error = new OutOfMemoryError("unable to create native thread");
				FakeDelivery delivery = listeners.deliverOne("a", "1");
				assertThat(listeners.client().escaped()).isEmpty();

				executor.error = null;
				listeners.advance(Duration.ofSeconds(1));
				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.deliverOne("a", "2").outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void messagesThatItFailsToTakeAndKeepsAreWorkedOnOneAtATime() {
			try (Listeners listeners = Listeners.of(Asynchronous.class, Moody.class)) {
				Moody executor = listeners.bean(Moody.class);
				executor.error = new OutOfMemoryError("unable to create native thread");
				listeners.deliverOne("a", "1");
				listeners.deliverOne("a", "2");
				executor.error = null;

				executor.kept.remove(0).run();
				listeners.advance(Duration.ofSeconds(1));

				assertThat(listeners.bean(Asynchronous.class).calls).hasValue(1);
				listeners.bean(Asynchronous.class).result.complete(null);
				assertThat(listeners.bean(Asynchronous.class).calls).hasValue(2);
			}
		}

		@Test
		void messagesThatItRefusesAtTheEndStayWithTheServer() {
			try (Listeners listeners = Listeners.of(Collecting.class, Moody.class)) {
				listeners.bean(Moody.class).refuses = true;
				FakeDelivery delivery = listeners.deliverOne("a", "1");

				Thread stopping = new Thread(listeners.registry()::stop);
				stopping.start();
				await().until(() -> !listeners.registry().isRunning());
				listeners.advance(Duration.ofSeconds(1));

				await().until(() -> !stopping.isAlive());
				assertThat(delivery.outcome()).isNull();
				assertThat(listeners.bean(Collecting.class).payloads).isEmpty();
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
		MqttListenerRegistry registry = new MqttListenerRegistry(List.of(), List.of(), null,
				new MqttListenerLimits(1, Duration.ZERO, Duration.ZERO));

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

	static class Later {

		@MqttSubscribe(topics = "plant/{line}", id = "later", autoStartup = "false", noLocal = true)
		void on(String payload) {
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

		final AtomicInteger calls = new AtomicInteger();

		@MqttSubscribe(topics = "a", id = "asynchronous")
		CompletableFuture<Void> on(String payload) {
			this.calls.incrementAndGet();
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

		volatile @Nullable Error error;

		final List<Runnable> kept = new CopyOnWriteArrayList<>();

		@Override
		public void execute(Runnable task) {
			Error error = this.error;
			if (error != null) {
				this.kept.add(task);
				throw error;
			}
			if (this.refuses) {
				throw new RejectedExecutionException("not in the mood");
			}
			task.run();
		}

	}

}
