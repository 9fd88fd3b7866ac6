// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.spring.FakeDelivery;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** One listener stops, and starts again, while the application runs. */
@Timeout(30)
class MqttListenerStopTests {

	private static final UnsubAck UNSUBACK = new UnsubAck(1, List.of(ReasonCode.SUCCESS), PacketProperties.NONE);

	@Test
	void unsubscribesAllTopicsAndForgetsTheHandlers() {
		try (Listeners listeners = Listeners.of(TwoTopics.class)) {
			MqttListenerContainer container = listeners.container("two");

			assertThat(container.stop()).isCompleted();

			assertThat(listeners.client().calls).containsExactly("subscribe plant/+ 1", "subscribe house/# 1",
					"unsubscribe plant/+", "unsubscribe house/#");
			assertThat(listeners.deliver("plant/press", "1")).isEmpty();
			assertThat(container.isRunning()).isFalse();
		}
	}

	@Test
	void theLastOfSeveralCallsCounts() {
		try (Listeners listeners = Listeners.of(Working.class)) {
			MqttListenerContainer container = listeners.container("working");

			container.start();
			container.stop();
			container.stop();
			container.start();
			container.start();

			assertThat(listeners.client().calls).containsExactly("subscribe a 1", "unsubscribe a", "subscribe a 1");
			assertThat(container.isRunning()).isTrue();
			assertThat(listeners.client().subscribed()).hasSize(1);
		}
	}

	@Test
	void anApplicationThatGoesOnLeavesEachListenerAsItWas() {
		try (Listeners listeners = Listeners.of(Working.class, NotAtStart.class)) {
			MqttListenerContainer stopped = listeners.container("working");
			MqttListenerContainer started = listeners.container("later");
			stopped.stop();
			started.start();
			listeners.client().calls.clear();

			listeners.registry().stop();
			assertThat(started.isRunning()).isFalse();
			listeners.registry().start();

			assertThat(stopped.isRunning()).isFalse();
			assertThat(started.isRunning()).isTrue();
			assertThat(listeners.client().calls).isEmpty();
			assertThat(listeners.client().subscribed()).hasSize(1);
		}
	}

	@RepeatedTest(20)
	void calledByManyThreadsItEndsInOneStateThroughout() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try (Listeners listeners = Listeners.of(Collecting.class, SameFilter.class)) {
			List<MqttListenerContainer> containers = List.copyOf(listeners.registry().containers());
			for (int i = 0; i < 400; i++) {
				MqttListenerContainer container = containers.get(i % 2);
				boolean start = i % 3 == 0;
				threads.execute(() -> {
					if (start) {
						container.start();
					}
					else {
						container.stop();
					}
				});
			}
			threads.shutdown();
			assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

			listeners.deliver("a", "1");
			assertThat(listeners.bean(Collecting.class).payloads)
				.hasSize(listeners.container("collecting").isRunning() ? 1 : 0);
			assertThat(listeners.bean(SameFilter.class).payloads)
				.hasSize(listeners.container("same").isRunning() ? 1 : 0);

			containers.forEach(MqttListenerContainer::stop);
			assertThat(listeners.client().subscribed()).isEmpty();
			containers.forEach(MqttListenerContainer::start);
			assertThat(listeners.client().subscribed()).hasSize(2);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void countsAlsoInTheMomentWhenTheApplicationGoesOn() {
		try (Listeners listeners = Listeners.of(Collecting.class)) {
			MqttListenerContainer container = listeners.container("collecting");
			AtomicInteger stopAt = new AtomicInteger(-1);
			AtomicInteger stopped = new AtomicInteger(-1);
			Thread stopping = new Thread(() -> {
				for (int i = 0; i < 5_000; i++) {
					while (stopAt.get() < i) {
						Thread.yield();
					}
					container.stop();
					stopped.set(i);
				}
			});
			stopping.setDaemon(true);
			stopping.start();
			for (int i = 0; i < 5_000; i++) {
				container.start();
				listeners.client().calls.clear();
				stopAt.set(i);
				for (int j = i % 50; j > 0; j--) {
					Thread.onSpinWait();
				}
				container.startTaking();
				while (stopped.get() < i) {
					Thread.yield();
				}
				assertThat(container.isRunning()).isFalse();
			}
		}
	}

	@Test
	void whileTheAnswerToSubscribeIsOutstandingItUnsubscribesAllTheSame() {
		try (Listeners listeners = Listeners.of(NotAtStart.class)) {
			CompletableFuture<SubAck> subAck = new CompletableFuture<>();
			listeners.client().answerSubscribes(subAck);
			MqttListenerContainer container = listeners.container("later");
			container.start();

			assertThat(container.stop()).isCompleted();
			subAck.complete(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

			assertThat(listeners.client().calls).containsExactly("subscribe a 1", "unsubscribe a");
			assertThat(container.isRunning()).isFalse();
		}
	}

	@Test
	void aStartBeforeTheAnswerToUnsubscribeSubscribesAgain() {
		try (Listeners listeners = Listeners.of(Collecting.class)) {
			CompletableFuture<UnsubAck> unsubAck = new CompletableFuture<>();
			listeners.client().answerUnsubscribes(unsubAck);
			MqttListenerContainer container = listeners.container("collecting");
			CompletableFuture<Void> stopped = container.stop();

			container.start();
			unsubAck.complete(UNSUBACK);

			assertThat(listeners.client().calls).endsWith("unsubscribe a", "subscribe a 1");
			assertThat(container.isRunning()).isTrue();
			assertThat(listeners.deliver("a", "1")).hasSize(1);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(stopped::join)
				.withCauseInstanceOf(CancellationException.class);
		}
	}

	@Nested
	class TheFuture {

		@Test
		void endsWhenTheServerHasAnswered() {
			try (Listeners listeners = Listeners.of(Working.class)) {
				CompletableFuture<UnsubAck> unsubAck = new CompletableFuture<>();
				listeners.client().answerUnsubscribes(unsubAck);
				MqttListenerContainer container = listeners.container("working");

				CompletableFuture<Void> stopped = container.stop();
				CompletableFuture<Void> stoppedAgain = container.stop();
				assertThat(stopped).isNotDone();
				assertThat(stoppedAgain).isNotDone();
				unsubAck.complete(UNSUBACK);

				assertThat(stopped).isCompleted();
				assertThat(stoppedAgain).isCompleted();
			}
		}

		@Test
		void endsWhenTheLastMessageIsOver() {
			try (Listeners listeners = Listeners.of(Working.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "1");
				MqttListenerContainer container = listeners.container("working");

				CompletableFuture<Void> stopped = container.stop();
				assertThat(stopped).isNotDone();
				assertThat(container.isRunning()).isTrue();
				listeners.bean(Working.class).work.complete(null);

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(stopped).isCompleted();
				assertThat(container.isRunning()).isFalse();
			}
		}

		@Test
		void doesNotEndWhileTheClientHasMessagesThatNobodyHasTaken() {
			try (Listeners listeners = Listeners.of(Working.class)) {
				listeners.client().backlog(0, 0, 1);

				CompletableFuture<Void> stopped = listeners.container("working").stop();
				listeners.advance(Duration.ofMillis(100));
				assertThat(stopped).isNotDone();
				listeners.client().backlog(0, 0, 0);
				listeners.advance(Duration.ofMillis(100));

				assertThat(stopped).isCompleted();
			}
		}

		@Test
		void failsIfTheServerDoesNotAnswer() {
			try (Listeners listeners = Listeners.of(Working.class)) {
				MqttTimeoutException failure = new MqttTimeoutException("no answer", null);
				listeners.client().answerUnsubscribes(CompletableFuture.failedFuture(failure));

				assertThatExceptionOfType(CompletionException.class)
					.isThrownBy(listeners.container("working").stop()::join)
					.withCause(failure);
				assertThat(listeners.container("working").isRunning()).isFalse();
			}
		}

		@Test
		void doesNotEndWithAnEarlierOneWhoseEndStartsAndStopsTheListener() {
			try (Listeners listeners = Listeners.of(Working.class)) {
				MqttListenerContainer container = listeners.container("working");
				listeners.client().backlog(0, 0, 1);
				CompletableFuture<CompletableFuture<Void>> second = container.stop().thenApply((done) -> {
					container.start();
					listeners.deliverOne("a", "1");
					return container.stop();
				});
				listeners.client().backlog(0, 0, 0);
				listeners.advance(Duration.ofMillis(100));

				assertThat(second.join()).isNotDone();
				listeners.bean(Working.class).work.complete(null);
				assertThat(second.join()).isCompleted();
			}
		}

		@Test
		void isNotCancelledWithAnEarlierOneWhoseEndStopsTheListener() {
			try (Listeners listeners = Listeners.of(Working.class)) {
				MqttListenerContainer container = listeners.container("working");
				listeners.deliverOne("a", "1");
				CompletableFuture<CompletableFuture<Void>> second = container.stop()
					.handle((done, started) -> container.stop());

				container.start();

				assertThat(second.join()).isNotDone();
				listeners.bean(Working.class).work.complete(null);
				assertThat(second.join()).isCompleted();
			}
		}

		@Test
		void endsWithTheApplication() {
			CompletableFuture<Void> stopped;
			FakeDelivery delivery;
			try (Listeners listeners = Listeners.of(Map.of("max-retries", 1), Failing.class)) {
				delivery = listeners.deliverOne("a", "1");
				stopped = listeners.container("failing").stop();
				assertThat(stopped).isNotDone();
			}
			assertThat(stopped).isCompleted();
			assertThat(delivery.outcome()).isNull();
		}

	}

	@Nested
	class AMessage {

		@Test
		void thatWaitsForItsNextAttemptGetsItAndIsAcknowledged() {
			try (Listeners listeners = Listeners.of(Map.of("max-retries", 2), Failing.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "1");
				CompletableFuture<Void> stopped = listeners.container("failing").stop();

				listeners.advance(Duration.ofSeconds(1));
				await().until(() -> listeners.pauses().equals(List.of(Duration.ofSeconds(2))));
				assertThat(stopped).isNotDone();
				assertThat(listeners.container("failing").unfinished()).isOne();
				listeners.bean(Failing.class).fails = false;
				listeners.advance(Duration.ofSeconds(2));

				assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
				assertThat(listeners.bean(Failing.class).calls).hasSize(3);
				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void thatTheClientHadReceivedBeforeIsHandled() {
			try (Listeners listeners = Listeners.of(Collecting.class)) {
				listeners.client().holdDeliveries();
				FakeDelivery delivery = listeners.deliverOne("a", "1");
				listeners.container("collecting").stop();

				listeners.client().releaseDeliveries();

				assertThat(listeners.bean(Collecting.class).payloads).containsExactly("1");
				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

	}

	@Nested
	class OfTwoWithOneFilter {

		@Test
		void oneStopsWithoutUnsubscribingTheOther() {
			try (Listeners listeners = Listeners.of(Collecting.class, SameFilter.class)) {
				assertThat(listeners.container("collecting").stop()).isCompleted();

				List<FakeDelivery> deliveries = listeners.deliver("a", "1");

				assertThat(listeners.client().calls).noneMatch((call) -> call.startsWith("unsubscribe"));
				assertThat(listeners.bean(Collecting.class).payloads).isEmpty();
				assertThat(deliveries).hasSize(2);
				assertThat(deliveries.get(0).outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.bean(SameFilter.class).payloads).containsExactly("1");
			}
		}

		@Test
		void oneStartsAgainWithOneHandler() {
			try (Listeners listeners = Listeners.of(Collecting.class, SameFilter.class)) {
				listeners.container("collecting").stop();
				listeners.container("collecting").start();

				listeners.deliver("a", "1");

				assertThat(listeners.bean(Collecting.class).payloads).containsExactly("1");
			}
		}

		@Test
		void theLastOneUnsubscribesAndEachStartsByItself() {
			try (Listeners listeners = Listeners.of(Collecting.class, SameFilter.class)) {
				listeners.container("collecting").stop();
				listeners.container("same").stop();
				assertThat(listeners.client().calls).endsWith("unsubscribe a");
				assertThat(listeners.client().subscribed()).isEmpty();

				listeners.container("collecting").start();
				listeners.deliver("a", "1");

				assertThat(listeners.bean(Collecting.class).payloads).containsExactly("1");
				assertThat(listeners.bean(SameFilter.class).payloads).isEmpty();
			}
		}

		@Test
		void oneStopsWhateverBecameOfAnUnsubscribeBefore() {
			try (Listeners listeners = Listeners.of(Collecting.class, SameFilter.class)) {
				listeners.client()
					.answerUnsubscribes(CompletableFuture.failedFuture(new MqttTimeoutException("no answer", null)));
				listeners.registry().containers().forEach(MqttListenerContainer::stop);
				listeners.registry().containers().forEach(MqttListenerContainer::start);

				assertThat(listeners.container("collecting").stop()).isCompleted();
			}
		}

		@Test
		void oneInAGroupIsAnother() {
			try (Listeners listeners = Listeners.of(Collecting.class, InAGroup.class)) {
				listeners.container("group").stop();

				assertThat(listeners.client().calls).endsWith("unsubscribe $share/blue/a");
				assertThat(listeners.deliver("a", "1")).hasSize(1);
			}
		}

	}

	@Nested
	class TheEndOfTheApplication {

		@Test
		void sendsNoUnsubscribe() {
			try (Listeners listeners = Listeners.of(Collecting.class, SameFilter.class)) {
				listeners.registry().stop();

				assertThat(listeners.client().calls).noneMatch((call) -> call.startsWith("unsubscribe"));
				assertThat(listeners.registry().containers()).noneMatch(MqttListenerContainer::isRunning);
			}
		}

		@Test
		void isNotHeldUpByAListenerThatIsStopped() {
			try (Listeners listeners = Listeners.of(Collecting.class)) {
				listeners.container("collecting").stop();

				listeners.registry().stop();
				listeners.registry().start();
				listeners.container("collecting").start();

				assertThat(listeners.client().calls).containsExactly("subscribe a 1", "unsubscribe a", "subscribe a 1");
			}
		}

	}

	static class Working {

		final CompletableFuture<Void> work = new CompletableFuture<>();

		@MqttSubscribe(topics = "a", id = "working")
		CompletableFuture<Void> on(String payload) {
			return this.work;
		}

	}

	static class Collecting {

		final List<String> payloads = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "a", id = "collecting")
		void on(String payload) {
			this.payloads.add(payload);
		}

	}

	static class SameFilter {

		final List<String> payloads = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "a", id = "same")
		void on(String payload) {
			this.payloads.add(payload);
		}

	}

	static class InAGroup {

		@MqttSubscribe(topics = "a", id = "group", group = "blue")
		void on(String payload) {
		}

	}

	static class Failing {

		final List<String> calls = new CopyOnWriteArrayList<>();

		volatile boolean fails = true;

		@MqttSubscribe(topics = "a", id = "failing")
		void on(String payload) {
			this.calls.add(payload);
			if (this.fails) {
				throw new IllegalStateException("as asked for");
			}
		}

	}

	static class NotAtStart {

		@MqttSubscribe(topics = "a", id = "later", autoStartup = "false")
		void on(String payload) {
		}

	}

	static class TwoTopics {

		@MqttSubscribe(topics = { "plant/{machine}", "house/#" }, id = "two")
		void on(byte[] payload) {
		}

	}

}
