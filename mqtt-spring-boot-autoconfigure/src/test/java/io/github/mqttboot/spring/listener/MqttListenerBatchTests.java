// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeDelivery;
import io.github.mqttboot.spring.MqttHeaders;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.Valid;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.validation.Validator;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Listeners that take several messages with one call. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class MqttListenerBatchTests {

	private static List<FakeDelivery> deliver(Listeners listeners, int first, int end) {
		return IntStream.range(first, end).mapToObj((i) -> listeners.deliverOne("a", String.valueOf(i))).toList();
	}

	private static void awaitAcknowledged(List<FakeDelivery> deliveries) {
		await().untilAsserted(
				() -> assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnly(ReasonCode.SUCCESS));
	}

	private static List<Integer> range(int first, int end) {
		return IntStream.range(first, end).boxed().toList();
	}

	private static void awaitIdle(Listeners listeners, String id) {
		await().until(() -> listeners.container(id).unfinished() == 0);
	}

	@Nested
	class WaitingForNone {

		@Test
		void aMessageIsHandledAtOnceAndWhatComesMeanwhileTogether() {
			try (Listeners listeners = Listeners.of(Held.class)) {
				Held listener = listeners.bean(Held.class);
				List<FakeDelivery> first = deliver(listeners, 0, 1);
				listener.awaitEntered(1);

				List<FakeDelivery> meanwhile = deliver(listeners, 1, 10);
				assertThat(first.get(0).outcome()).isNull();
				listener.proceed.release(10);

				awaitAcknowledged(first);
				awaitAcknowledged(meanwhile);
				assertThat(listener.batches).containsExactly(range(0, 1), range(1, 5), range(5, 9), range(9, 10));
				awaitIdle(listeners, "held");
			}
		}

		@Test
		void theThreadThatBringsMessagesIsNotUsed() {
			try (Listeners listeners = Listeners.of(Held.class)) {
				listeners.deliverOne("a", "0"); // would not return

				listeners.bean(Held.class).awaitEntered(1);
				listeners.bean(Held.class).proceed.release();
				awaitIdle(listeners, "held");
			}
		}

		@Test
		void aBatchIsGatheredWhileAnotherOneIsAtWorkWhateverTheCapacity() {
			try (Listeners listeners = Listeners.of(Map.of("capacity", 1), Held.class)) {
				Held listener = listeners.bean(Held.class);
				deliver(listeners, 0, 1);
				listener.awaitEntered(1);

				CompletableFuture<List<FakeDelivery>> next = CompletableFuture
					.supplyAsync(() -> deliver(listeners, 1, 5));
				await().until(next::isDone);

				listener.proceed.release(2);
				awaitAcknowledged(next.join());
				assertThat(listener.batches).containsExactly(range(0, 1), range(1, 5));
			}
		}

	}

	@Nested
	class WaitingForOthers {

		@Test
		void aFullBatchIsHandledAtOnce() {
			try (Listeners listeners = Listeners.of(Patient.class)) {
				awaitAcknowledged(deliver(listeners, 0, 6));

				assertThat(listeners.bean(Patient.class).batches).containsExactly(range(0, 3), range(3, 6));
			}
		}

		@Test
		void fewerAreHandledWhenTheFirstOneHasWaitedLongEnough() {
			try (Listeners listeners = Listeners.of(Patient.class)) {
				List<FakeDelivery> deliveries = deliver(listeners, 0, 2);

				listeners.advance(Duration.ofMillis(100));
				assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnlyNulls();
				assertThat(listeners.container("patient").unfinished()).isEqualTo(2);
				listeners.advance(Duration.ofMillis(100));

				awaitAcknowledged(deliveries);
				assertThat(listeners.bean(Patient.class).batches).containsExactly(range(0, 2));
			}
		}

		@Test
		void theTimeCountsAnewForWhatComesBehindABatch() {
			try (Listeners listeners = Listeners.of(Patient.class, Direct.class)) {
				List<FakeDelivery> early = deliver(listeners, 0, 1);
				listeners.advance(Duration.ofMillis(150));
				awaitAcknowledged(concat(early, deliver(listeners, 1, 3)));

				List<FakeDelivery> late = deliver(listeners, 3, 4);
				listeners.advance(Duration.ofMillis(150)); // the first alarm rings
				assertThat(late.get(0).outcome()).isNull();
				listeners.advance(Duration.ofMillis(50));

				awaitAcknowledged(late);
				assertThat(listeners.bean(Patient.class).batches).containsExactly(range(0, 3), range(3, 4));
			}
		}

		@Test
		void anAlarmIsSetForOneBatchAtATimeHoweverManyThereAre() {
			try (Listeners listeners = Listeners.of(Patient.class, Direct.class)) {
				awaitAcknowledged(deliver(listeners, 0, 301 * 3));

				assertThat(listeners.pauses()).containsExactly(Duration.ofMillis(200));
			}
		}

		@Test
		void whatWaitsIsHandledWhenTheListenerStops() {
			try (Listeners listeners = Listeners.of(Patient.class)) {
				List<FakeDelivery> deliveries = deliver(listeners, 0, 2);

				CompletableFuture<Void> stopped = listeners.container("patient").stop();

				awaitAcknowledged(deliveries);
				await().until(stopped::isDone);
				assertThat(stopped).isCompleted();
			}
		}

		@Test
		void whatWaitsIsHandledWhenTheApplicationEnds() {
			Listeners listeners = Listeners.of(Patient.class);
			List<FakeDelivery> deliveries = deliver(listeners, 0, 2);

			listeners.close();

			assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnly(ReasonCode.SUCCESS);
		}

	}

	@Nested
	class Observed {

		@Test
		void anObserverIsToldHowManyMessagesEachAttemptHas() {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				listeners.bean(Flaky.class).bad = 1;
				List<FakeDelivery> deliveries = deliver(listeners, 0, 3);
				await().until(() -> listeners.pauses().contains(Duration.ofSeconds(1)));
				listeners.advance(Duration.ofSeconds(1));

				await()
					.untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome).doesNotContainNull());
				assertThat(listeners.bean(Outcomes.class).sizes).containsExactly(3, 3, 1, 1, 1);
			}
		}

		@Test
		void anObserverIsToldOfThoseThatFit() {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				List<FakeDelivery> deliveries = List.of(listeners.deliverOne("a", "0"),
						listeners.deliverOne("a", "nan"), listeners.deliverOne("a", "1"));

				await()
					.untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome).doesNotContainNull());
				assertThat(listeners.bean(Outcomes.class).sizes).containsExactly(2, 1);
			}
		}

		@Test
		void anObserverIsToldOfNoBatchesWhereEachMessageIsTakenAlone() {
			try (Listeners listeners = Listeners.of(Single.class)) {
				listeners.deliverOne("a", "x");

				assertThat(listeners.bean(Outcomes.class).seen).containsExactly("handled");
				assertThat(listeners.bean(Outcomes.class).sizes).isEmpty();
			}
		}

	}

	@Nested
	class Failing {

		@Test
		void theWholeBatchIsTriedAgain(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				Flaky listener = listeners.bean(Flaky.class);
				listener.failures = 1;
				List<FakeDelivery> deliveries = deliver(listeners, 0, 3);

				await().until(() -> listeners.pauses().contains(Duration.ofSeconds(1)));
				assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnlyNulls();
				assertThat(output).contains("listener 'flaky' could not handle 3 messages, the first on topic 'a':"
						+ " java.lang.IllegalStateException: disk full; next attempt in 1000 ms");
				listeners.advance(Duration.ofSeconds(1));

				awaitAcknowledged(deliveries);
				assertThat(listener.batches).containsExactly(range(0, 3), range(0, 3));
				assertThat(listeners.bean(Outcomes.class).seen).containsExactly("handled failed", "retrying",
						"handled");
			}
		}

		@Test
		void oneBadMessageTakesNoGoodOnesAlong(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				Flaky listener = listeners.bean(Flaky.class);
				listener.bad = 1;
				List<FakeDelivery> deliveries = deliver(listeners, 0, 3);
				await().until(() -> listeners.pauses().contains(Duration.ofSeconds(1)));
				listeners.advance(Duration.ofSeconds(1));

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsExactly(ReasonCode.SUCCESS, ReasonCode.QUOTA_EXCEEDED, ReasonCode.SUCCESS));
				List<FakeDelivery> next = deliver(listeners, 3, 6);

				awaitAcknowledged(next);
				assertThat(listener.batches).containsExactly(range(0, 3), range(0, 3), range(0, 1), range(1, 2),
						range(2, 3), range(3, 6));
				assertThat(output).contains("disk full; each of them is tried alone now");
				assertThat(listener.failed).singleElement().satisfies((failure) -> {
					assertThat(failure).hasMessage("listener 'flaky' could not handle the message on topic 'a':"
							+ " java.lang.IllegalStateException: disk full");
					assertThat(failure.attempts()).isEqualTo(3);
				});
				assertThat(listeners.bean(Outcomes.class).seen.stream().filter("failed"::equals)).hasSize(1);
				awaitIdle(listeners, "flaky");
			}
		}

		@Test
		void aMessageThatDoesNotFitIsInNoBatch() {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				List<FakeDelivery> deliveries = List.of(listeners.deliverOne("a", "0"),
						listeners.deliverOne("a", "nan"), listeners.deliverOne("a", "1"));

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsExactly(ReasonCode.SUCCESS, ReasonCode.QUOTA_EXCEEDED, ReasonCode.SUCCESS));

				Flaky listener = listeners.bean(Flaky.class);
				assertThat(listener.batches).containsExactly(range(0, 2));
				assertThat(listener.failed).singleElement()
					.satisfies(
							(failure) -> assertThat(failure.reasonCode()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID));
				awaitIdle(listeners, "flaky");
			}
		}

		@Test
		void theOnlyOneThatFitsHasTheAttemptsOfAMessage() {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				Flaky listener = listeners.bean(Flaky.class);
				listener.bad = 1;
				List<FakeDelivery> deliveries = List.of(listeners.deliverOne("a", "nan"),
						listeners.deliverOne("a", "1"), listeners.deliverOne("a", "nan"));
				await().until(() -> listeners.pauses().contains(Duration.ofSeconds(1)));
				listeners.advance(Duration.ofSeconds(1));

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsOnly(ReasonCode.QUOTA_EXCEEDED));
				assertThat(listener.batches).containsExactly(range(1, 2), range(1, 2));
				awaitIdle(listeners, "flaky");
			}
		}

		@Test
		void aBatchInWhichNoneFitsIsNotHandled() {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				List<FakeDelivery> deliveries = IntStream.range(0, 3)
					.mapToObj((i) -> listeners.deliverOne("a", "nan"))
					.toList();

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsOnly(ReasonCode.QUOTA_EXCEEDED));
				assertThat(listeners.bean(Flaky.class).batches).isEmpty();
				awaitIdle(listeners, "flaky");
			}
		}

		@Test
		void aStageThatFailsFailsAll() {
			try (Listeners listeners = Listeners.of(Staged.class)) {
				Staged listener = listeners.bean(Staged.class);
				List<FakeDelivery> deliveries = deliver(listeners, 0, 2);
				await().until(() -> listener.stages.size() == 1);
				assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnlyNulls();

				listener.stages.get(0).completeExceptionally(new IllegalStateException("no"));
				await().until(() -> listener.stages.size() == 2);
				listener.stages.get(1).complete(null);
				await().until(() -> listener.stages.size() == 3);
				listener.stages.get(2).complete(null);

				awaitAcknowledged(deliveries);
			}
		}

		@Test
		void whatWaitsForAnotherAttemptIsLeftWithTheServerWhenTheApplicationEnds() {
			Listeners listeners = Listeners.of(Flaky.class);
			listeners.bean(Flaky.class).failures = 1;
			List<FakeDelivery> deliveries = deliver(listeners, 0, 5);
			await().until(() -> listeners.pauses().contains(Duration.ofSeconds(1)));

			listeners.registry().stop();
			assertThat(listeners.container("flaky").unfinished()).isZero();
			listeners.close();

			assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnlyNulls();
		}

		@Test
		void whatIsToBeTriedAloneIsLeftWithTheServerWhenTheApplicationEnds() {
			Listeners listeners = Listeners.of(Map.of("shutdown-millis", 100L), Alone.class);
			Alone listener = listeners.bean(Alone.class);
			List<FakeDelivery> deliveries = deliver(listeners, 0, 3);
			await().until(() -> listener.entered.tryAcquire());

			listeners.registry().stop();
			listener.proceed.release(10);
			await().until(() -> listeners.container("alone").unfinished() == 0);
			listeners.close();

			assertThat(deliveries.get(0).outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliveries.subList(1, 3)).extracting(FakeDelivery::outcome).containsOnlyNulls();
		}

		@Test
		void whatTheExecutorRefusesIsOfferedAgain() {
			try (Listeners listeners = Listeners.of(Patient.class, Busy.class)) {
				List<FakeDelivery> deliveries = deliver(listeners, 0, 3);
				assertThat(deliveries).extracting(FakeDelivery::outcome).containsOnlyNulls();

				listeners.advance(Duration.ofSeconds(1));

				awaitAcknowledged(deliveries);
			}
		}

	}

	@Nested
	class Parameters {

		@Test
		void areListsWithAnElementForEachMessage() {
			try (Listeners listeners = Listeners.of(Everything.class)) {
				List<FakeDelivery> deliveries = List.of(listeners.deliverOne(message("plant/1/x", "{\"value\":1}")),
						listeners.deliverOne(message("plant/2/y", "{\"value\":2}")));

				awaitAcknowledged(deliveries);

				Everything listener = listeners.bean(Everything.class);
				assertThat(listener.readings).containsExactly(new Reading(1), new Reading(2));
				assertThat(listener.lines).containsExactly(1, 2);
				assertThat(listener.machines).containsExactly("x", "y");
				assertThat(listener.topics).containsExactly("plant/1/x", "plant/2/y");
				assertThat(listener.units).containsExactly(Optional.of("°C"), Optional.of("°C"));
				assertThat(listener.deliveries).containsExactlyElementsOf(deliveries);
			}
		}

		private MqttMessage message(String topic, String payload) {
			return MqttMessage.builder(topic)
				.payload(payload)
				.qos(QoS.AT_LEAST_ONCE)
				.userProperty("unit", "°C")
				.build();
		}

		@Test
		void mayBeSpringsMessagesOrAbsent() {
			try (Listeners listeners = Listeners.of(Messages.class, Optionals.class)) {
				listeners.deliver("messages", "1");
				listeners.deliver("messages", "2");
				listeners.deliver("optionals", "1");
				listeners.deliver("optionals", "");

				await().until(() -> !listeners.bean(Messages.class).batches.isEmpty()
						&& !listeners.bean(Optionals.class).batches.isEmpty());
				assertThat(listeners.bean(Messages.class).batches.get(0)).extracting(Message::getPayload)
					.containsExactly(1, 2);
				assertThat(listeners.bean(Optionals.class).batches)
					.containsExactly(List.of(Optional.of(1), Optional.empty()));
			}
		}

		@Test
		void mayHaveInThemWhatIsReadFromJson() {
			try (Listeners listeners = Listeners.of(Json.class)) {
				listeners.deliver("messages", "{\"value\":1}");
				listeners.deliver("optionals", "{\"value\":2}");
				listeners.deliver("optionals", "");
				listeners.deliver("nullables", "");
				listeners.deliver("nullables", "{\"value\":3}");

				Json listener = listeners.bean(Json.class);
				await().untilAsserted(
						() -> assertThat(listener.payloads).containsExactlyInAnyOrder(new Reading(1), new Reading(3)));
				await().untilAsserted(() -> assertThat(listener.optionals).containsExactly(Optional.of(new Reading(2)),
						Optional.empty()));
				awaitIdle(listeners, "nullables");
			}
		}

		@Test // as Kotlin has them
		void mayHaveAnyKindOfATypeInThem() {
			try (Listeners listeners = Listeners.of(AnyKind.class)) {
				List<FakeDelivery> deliveries = listeners.deliver("a", "{\"value\":1}");

				awaitAcknowledged(deliveries);
				assertThat(listeners.bean(AnyKind.class).seen).isEqualTo(List.of(new Reading(1), deliveries.get(0)));
			}
		}

		@Test
		void areValidatedOneByOne() {
			try (Listeners listeners = Listeners.of(Validated.class)) {
				List<FakeDelivery> deliveries = List.of(listeners.deliverOne("a", "{\"value\":1}"),
						listeners.deliverOne("a", "{\"value\":1000}"), listeners.deliverOne("a", "{\"value\":2}"));

				await().untilAsserted(() -> assertThat(deliveries).extracting(FakeDelivery::outcome)
					.containsExactly(ReasonCode.SUCCESS, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.SUCCESS));
				assertThat(listeners.bean(Validated.class).batches)
					.containsExactly(List.of(new Limited(1), new Limited(2)));
			}
		}

	}

	@Test
	void anInterceptorStandsAroundTheBatch() {
		try (Listeners listeners = Listeners.of(Patient.class, Watching.class)) {
			List<FakeDelivery> deliveries = deliver(listeners, 0, 3);

			awaitAcknowledged(deliveries);
			assertThat(listeners.bean(Watching.class).seen).containsExactly(List.copyOf(deliveries));
			deliver(listeners, 3, 4);
			listeners.advance(Duration.ofMillis(200));
			await().untilAsserted(() -> assertThat(listeners.bean(Watching.class).seen).hasSize(2)
				.last()
				.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
				.hasSize(1));
		}
	}

	@Test
	void theLogTellsOfABatchThatTakesTooLong(CapturedOutput output) {
		try (Listeners listeners = Listeners.of(Map.of("report-after-millis", 1L), Held.class)) {
			Held listener = listeners.bean(Held.class);
			deliver(listeners, 0, 1);
			listener.awaitEntered(1);
			deliver(listeners, 1, 4);
			listener.proceed.release();
			listener.awaitEntered(1);

			await().untilAsserted(() -> {
				listeners.advance(Duration.ofSeconds(1));
				assertThat(output).containsPattern("listener 'held' has been working on 3 messages, the first on topic"
						+ " 'a' for \\d+ s and has not ended");
			});
			listener.proceed.release(5);
			awaitIdle(listeners, "held");
		}
	}

	private static <T> List<T> concat(List<T> some, List<T> more) {
		List<T> all = new ArrayList<>(some);
		all.addAll(more);
		return all;
	}

	/** Remembers what it was given. */
	static class Recording {

		final List<List<Integer>> batches = new CopyOnWriteArrayList<>();

	}

	static class Held extends Recording {

		final Semaphore entered = new Semaphore(0);

		final Semaphore proceed = new Semaphore(0);

		@MqttSubscribe(id = "held", topics = "a", batchSize = "4")
		void on(List<Integer> numbers) {
			this.batches.add(numbers);
			this.entered.release();
			this.proceed.acquireUninterruptibly();
		}

		void awaitEntered(int times) {
			this.entered.acquireUninterruptibly(times);
		}

	}

	static class Patient extends Recording {

		@MqttSubscribe(id = "patient", topics = "a", batchSize = "3", batchTimeout = "200ms")
		void on(List<Integer> numbers) {
			this.batches.add(numbers);
		}

	}

	static class Single {

		@Bean
		static Outcomes outcomes() {
			return new Outcomes();
		}

		@MqttSubscribe(topics = "a")
		void on(String payload) {
		}

	}

	static class Outcomes implements MqttListenerObserver {

		final List<String> seen = new CopyOnWriteArrayList<>();

		final List<Integer> sizes = new CopyOnWriteArrayList<>();

		@Override
		public void batch(String listenerId, int size) {
			this.sizes.add(size);
		}

		@Override
		public void handled(String listenerId, Duration elapsed, @Nullable Throwable failure) {
			this.seen.add((failure != null) ? "handled failed" : "handled");
		}

		@Override
		public void retrying(String listenerId) {
			this.seen.add("retrying");
		}

		@Override
		public void failed(String listenerId) {
			this.seen.add("failed");
		}

	}

	static class Flaky extends Recording {

		final List<MqttListenerException> failed = new CopyOnWriteArrayList<>();

		volatile int failures;

		volatile int bad = -1;

		@Bean
		static Outcomes outcomes() {
			return new Outcomes();
		}

		@Bean
		MqttListenerErrorHandler handler() {
			return (failure) -> {
				this.failed.add(failure);
				return ReasonCode.QUOTA_EXCEEDED;
			};
		}

		@MqttSubscribe(id = "flaky", topics = "a", batchSize = "3", batchTimeout = "1h", retry = "1")
		void on(List<Integer> numbers) {
			this.batches.add(numbers);
			if (this.failures-- > 0 || numbers.contains(this.bad)) {
				throw new IllegalStateException("disk full");
			}
		}

	}

	static class Staged {

		final List<CompletableFuture<Void>> stages = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "a", batchSize = "2", batchTimeout = "1h")
		CompletableFuture<Void> on(List<String> payloads) {
			CompletableFuture<Void> stage = new CompletableFuture<>();
			this.stages.add(stage);
			return stage;
		}

	}

	static class Alone {

		final Semaphore entered = new Semaphore(0);

		final Semaphore proceed = new Semaphore(0);

		@MqttSubscribe(id = "alone", topics = "a", batchSize = "3", batchTimeout = "1h")
		void on(List<Integer> numbers) {
			if (numbers.size() > 1) {
				throw new IllegalStateException("too many");
			}
			this.entered.release();
			this.proceed.acquireUninterruptibly();
		}

	}

	/** What is begun is done when the call that began it returns. */
	static class Direct {

		@Bean
		Executor executor() {
			return Runnable::run;
		}

	}

	static class Busy {

		private boolean refused;

		@Bean
		Executor executor() {
			return (task) -> {
				if (!this.refused) {
					this.refused = true;
					throw new RejectedExecutionException("busy");
				}
				task.run();
			};
		}

	}

	record Reading(int value) {
	}

	static class Everything {

		volatile List<Reading> readings = List.of();

		volatile List<Integer> lines = List.of();

		volatile List<String> machines = List.of();

		volatile List<String> topics = List.of();

		volatile List<Optional<String>> units = List.of();

		volatile List<Delivery> deliveries = List.of();

		@MqttSubscribe(topics = "plant/{line}/{machine}", batchSize = "2", batchTimeout = "1h")
		void on(@TopicVariable("line") List<Integer> lines, List<String> machine, List<Reading> readings,
				@Header(MqttHeaders.RECEIVED_TOPIC) List<String> topics, @Header("unit") List<Optional<String>> units,
				List<Delivery> deliveries, List<MqttMessage> messages) {
			this.lines = lines;
			this.machines = machine;
			this.readings = readings;
			this.topics = topics;
			this.units = units;
			this.deliveries = deliveries;
			assertThat(messages).hasSameSizeAs(deliveries);
		}

	}

	static class Messages {

		final List<List<Message<Integer>>> batches = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "messages", batchSize = "2", batchTimeout = "1h")
		void on(List<Message<Integer>> messages) {
			this.batches.add(messages);
		}

	}

	static class Optionals {

		final List<List<Optional<Integer>>> batches = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "optionals", batchSize = "2", batchTimeout = "1h")
		void on(List<Optional<Integer>> numbers) {
			this.batches.add(numbers);
		}

	}

	static class Json {

		final List<Reading> payloads = new CopyOnWriteArrayList<>();

		final List<Optional<Reading>> optionals = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "messages", batchSize = "1")
		void on(List<Message<Reading>> messages) {
			messages.forEach((message) -> this.payloads.add(message.getPayload()));
		}

		@MqttSubscribe(topics = "optionals", batchSize = "2", batchTimeout = "1h")
		void onOptionals(List<Optional<Reading>> readings) {
			this.optionals.addAll(readings);
		}

		@MqttSubscribe(id = "nullables", topics = "nullables", batchSize = "2", batchTimeout = "1h")
		void onNullables(List<@Nullable Reading> readings) {
			assertThat(readings.get(0)).isNull();
			readings.stream().filter(Objects::nonNull).forEach(this.payloads::add);
		}

	}

	static class AnyKind {

		volatile List<Object> seen = List.of();

		@MqttSubscribe(topics = "a", batchSize = "1")
		void on(List<? extends Reading> readings, List<? extends Delivery> deliveries) {
			this.seen = List.of(readings.get(0), deliveries.get(0));
		}

	}

	record Limited(@Max(100) int value) {
	}

	static class Validated {

		final List<List<Limited>> batches = new CopyOnWriteArrayList<>();

		@Bean
		static Validator validator() {
			return new SpringValidatorAdapter(Validation.buildDefaultValidatorFactory().getValidator());
		}

		@MqttSubscribe(topics = "a", batchSize = "3", batchTimeout = "1h")
		void on(List<@Valid Limited> values) {
			this.batches.add(values);
		}

	}

	static class Watching implements MqttListenerInterceptor {

		final List<List<Delivery>> seen = new CopyOnWriteArrayList<>();

		@Override
		public @Nullable Object intercept(Invocation invocation) throws Throwable {
			assertThat(invocation.delivery()).isSameAs(invocation.deliveries().get(0));
			this.seen.add(invocation.deliveries());
			return invocation.proceed();
		}

	}

}
