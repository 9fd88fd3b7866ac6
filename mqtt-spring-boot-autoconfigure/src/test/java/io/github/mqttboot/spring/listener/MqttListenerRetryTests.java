// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.spring.FakeDelivery;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages that a listener has failed with are tried again. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class MqttListenerRetryTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void aMessageIsAcknowledgedWhenAnAttemptSucceeds(CapturedOutput output) {
		try (Listeners listeners = Listeners.of(Flaky.class)) {
			listeners.bean(Flaky.class).failures = 2;

			FakeDelivery delivery = listeners.deliverOne("a", "1");
			assertThat(delivery.outcome()).isNull();
			assertThat(listeners.pauses()).containsExactly(SECOND);
			assertThat(output).contains("listener 'flaky' could not handle the message on topic 'a':"
					+ " java.io.IOException: disk full; next attempt in 1000 ms");

			listeners.advance(SECOND);
			await().until(() -> listeners.pauses().equals(List.of(Duration.ofSeconds(2))));
			assertThat(delivery.outcome()).isNull();

			listeners.advance(Duration.ofSeconds(2));
			await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS));
			assertThat(listeners.bean(Flaky.class).payloads).containsExactly("1", "1", "1");
			await().until(() -> listeners.container("flaky").unfinished() == 0);
		}
	}

	@Test
	void theErrorHandlerIsAskedOnceWhenTheLastAttemptHasFailed() {
		try (Listeners listeners = Listeners.of(Flaky.class, Handler.class)) {
			listeners.bean(Flaky.class).failures = 100;
			FakeDelivery delivery = listeners.deliverOne("a", "1");

			for (int i = 1; i <= 3; i++) {
				await().until(() -> !listeners.pauses().isEmpty());
				assertThat(listeners.bean(Handler.class).failures).isEmpty();
				listeners.advance(listeners.pauses().get(0));
			}

			await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.QUOTA_EXCEEDED));
			assertThat(listeners.bean(Handler.class).failures).singleElement()
				.extracting(MqttListenerException::attempts)
				.isEqualTo(4);
			assertThat(listeners.pauses()).isEmpty();
		}
	}

	@Test
	void aStageThatFailsIsTriedAgain() {
		try (Listeners listeners = Listeners.of(Asynchronous.class)) {
			Asynchronous listener = listeners.bean(Asynchronous.class);
			FakeDelivery delivery = listeners.deliverOne("a", "1");

			listener.results.get(0).completeExceptionally(new IOException("disk full"));
			listeners.advance(SECOND);
			await().until(() -> listener.results.size() == 2);
			assertThat(delivery.outcome()).isNull();
			listener.results.get(1).complete(null);

			// the thread of the second attempt may have to look at the stage yet
			await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS));
		}
	}

	@Test
	void aListenerThatAcknowledgesItselfIsTriedAgain() {
		try (Listeners listeners = Listeners.of(Manual.class)) {
			FakeDelivery delivery = listeners.deliverOne("a", "1");
			assertThat(delivery.outcome()).isNull();

			listeners.advance(SECOND);

			await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.QUOTA_EXCEEDED));
		}
	}

	@Nested
	class NotTriedAgain {

		@Test
		void areMessagesThatDoNotFitTheParameters() {
			try (Listeners listeners = Listeners.of(Map.of("max-retries", 3), Number.class)) {
				assertThat(listeners.deliverOne("a", "nan").outcome()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
				assertThat(listeners.pauses()).isEmpty();
			}
		}

		@Test
		void areFailuresThatThePolicyExcludes() {
			try (Listeners listeners = Listeners.of(Choosy.class)) {
				Choosy listener = listeners.bean(Choosy.class);

				listener.failure = new IllegalArgumentException("never");
				assertThat(listeners.deliverOne("a", "1").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);

				listener.failure = new IllegalStateException("later");
				assertThat(listeners.deliverOne("a", "1").outcome()).isNull();
				assertThat(listeners.pauses()).containsExactly(Duration.ofMillis(50));
			}
		}

		@Test
		void areMessagesWhoseTimeIsOver() {
			try (Listeners listeners = Listeners.of(Hasty.class)) {
				assertThat(listeners.deliverOne("a", "1").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			}
		}

		@Test
		void areMessagesOfAListenerThatDoesNotWantIt() {
			try (Listeners listeners = Listeners.of(Map.of("max-retries", 3), Never.class)) {
				assertThat(listeners.deliverOne("a", "1").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			}
		}

		@Test
		void areMessagesWhosePolicyFails(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(BrokenPolicy.class)) {
				for (String payload : List.of("exception", "error")) {
					assertThat(listeners.deliverOne("a", payload).outcome())
						.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				}
				assertThat(listeners.client().escaped()).isEmpty();
				assertThat(output).contains("retry policy of listener 'broken' failed");
			}
		}

	}

	@Nested
	class WhileAMessageWaits {

		@Test
		void laterMessagesOfTheListenerWaitToo() {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				Flaky listener = listeners.bean(Flaky.class);
				listener.failures = 1;
				FakeDelivery first = listeners.deliverOne("a", "1");

				FakeDelivery second = listeners.deliverOne("a", "2");
				assertThat(second.outcome()).isNull();
				assertThat(listeners.container("flaky").unfinished()).isEqualTo(2);
				listeners.advance(SECOND);

				await().untilAsserted(() -> assertThat(second.outcome()).isEqualTo(ReasonCode.SUCCESS));
				assertThat(first.outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listener.payloads).containsExactly("1", "1", "2");
			}
		}

		@Test
		void otherListenersGoOn() {
			try (Listeners listeners = Listeners.of(Flaky.class, Manual.class)) {
				listeners.bean(Flaky.class).failures = 1;
				listeners.bean(Manual.class).calls = 1;

				assertThat(listeners.deliver("a", "1")).extracting(FakeDelivery::outcome)
					.containsExactlyInAnyOrder(null, ReasonCode.QUOTA_EXCEEDED);
			}
		}

		@Test
		void messagesOfOtherTopicsGoOnWhereOrderIsByTopic() {
			try (Listeners listeners = Listeners.of(ByTopic.class)) {
				ByTopic listener = listeners.bean(ByTopic.class);
				listener.failing = "lane/0";
				String other = ByTopic.topicInAnotherLaneThan("lane/0");
				FakeDelivery waiting = listeners.deliverOne("lane/0", "1");
				await().until(() -> !listeners.pauses().isEmpty());

				FakeDelivery behind = listeners.deliverOne("lane/0", "2");
				FakeDelivery beside = listeners.deliverOne(other, "3");

				await().untilAsserted(() -> assertThat(beside.outcome()).isEqualTo(ReasonCode.SUCCESS));
				assertThat(waiting.outcome()).isNull();
				assertThat(behind.outcome()).isNull();

				listener.failing = "";
				listeners.advance(SECOND);
				await().untilAsserted(() -> assertThat(behind.outcome()).isEqualTo(ReasonCode.SUCCESS));
				assertThat(listener.calls).containsExactly("1", "3", "1", "2");
			}
		}

		@Test
		void messagesOvertakeItWhereThereIsNoOrder() {
			try (Listeners listeners = Listeners.of(Unordered.class)) {
				Unordered listener = listeners.bean(Unordered.class);
				FakeDelivery waiting = listeners.deliverOne("a", "first");

				assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.deliverOne("a", "2").outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(waiting.outcome()).isNull();

				listeners.advance(SECOND);
				await().untilAsserted(() -> assertThat(waiting.outcome()).isEqualTo(ReasonCode.SUCCESS));
				assertThat(listener.calls).containsExactly("first", "1", "2", "first");
			}
		}

	}

	@Nested
	class AtTheEnd {

		@Test
		void whatWaitsIsLeftWithTheServer() {
			try (Listeners listeners = Listeners.of(Flaky.class)) {
				listeners.bean(Flaky.class).failures = 1;
				FakeDelivery waiting = listeners.deliverOne("a", "1");
				FakeDelivery behind = listeners.deliverOne("a", "2");

				listeners.registry().stop();

				assertThat(waiting.outcome()).isNull();
				assertThat(behind.outcome()).isNull();
				assertThat(listeners.container("flaky").unfinished()).isZero();
				listeners.advance(Duration.ofHours(1));
				assertThat(listeners.bean(Flaky.class).payloads).containsExactly("1");
			}
		}

		@Test
		void whatFailsThenIsLeftWithTheServer() {
			try (Listeners listeners = Listeners.of(Asynchronous.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "1");
				Thread stopping = new Thread(listeners.registry()::stop);
				stopping.start();
				await().until(() -> !listeners.container("asynchronous").isRunning());

				listeners.bean(Asynchronous.class).results.get(0).completeExceptionally(new IOException("disk full"));

				await().until(() -> !stopping.isAlive());
				assertThat(delivery.outcome()).isNull();
			}
		}

	}

	static class Flaky {

		final List<String> payloads = new CopyOnWriteArrayList<>();

		volatile int failures;

		@MqttSubscribe(topics = "a", id = "flaky", retry = "3")
		void on(String payload) throws IOException {
			this.payloads.add(payload);
			if (this.failures-- > 0) {
				throw new IOException("disk full");
			}
		}

	}

	static class Handler implements MqttListenerErrorHandler {

		final List<MqttListenerException> failures = new CopyOnWriteArrayList<>();

		@Override
		public ReasonCode handle(MqttListenerException failure) {
			this.failures.add(failure);
			return ReasonCode.QUOTA_EXCEEDED;
		}

	}

	static class Asynchronous {

		final List<CompletableFuture<Void>> results = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "a", id = "asynchronous", retry = "3")
		CompletableFuture<Void> on(String payload) {
			CompletableFuture<Void> result = new CompletableFuture<>();
			this.results.add(result);
			return result;
		}

	}

	static class Manual {

		volatile int calls;

		@MqttSubscribe(topics = "a", ackMode = AckMode.MANUAL, retry = "#{3}")
		void on(Delivery delivery) {
			if (this.calls++ == 0) {
				throw new IllegalStateException("as asked for");
			}
			delivery.acknowledge(ReasonCode.QUOTA_EXCEEDED, PacketProperties.NONE);
		}

	}

	static class Number {

		@MqttSubscribe("a")
		void on(double payload) {
		}

	}

	static class Choosy {

		volatile RuntimeException failure = new IllegalStateException();

		@Bean
		RetryPolicy patient() {
			return RetryPolicy.builder()
				.maxRetries(5)
				.delay(Duration.ofMillis(50))
				.excludes(IllegalArgumentException.class)
				.build();
		}

		@MqttSubscribe(topics = "a", retry = "patient")
		void on(String payload) {
			throw this.failure;
		}

	}

	static class Hasty {

		@Bean
		RetryPolicy hasty() {
			return RetryPolicy.builder().delay(Duration.ofSeconds(10)).timeout(Duration.ofSeconds(5)).build();
		}

		@MqttSubscribe(topics = "a", retry = "hasty")
		void on(String payload) {
			throw new IllegalStateException("as always");
		}

	}

	static class Never {

		@MqttSubscribe(topics = "a", retry = "0")
		void on(String payload) {
			throw new IllegalStateException("as always");
		}

	}

	static class BrokenPolicy {

		@Bean
		RetryPolicy brokenPolicy() {
			return (failure) -> {
				if ("error".equals(failure.getMessage())) {
					throw new NoClassDefFoundError("policy is broken");
				}
				throw new IllegalStateException("policy is broken");
			};
		}

		@MqttSubscribe(topics = "a", id = "broken", retry = "brokenPolicy")
		void on(String payload) {
			throw new IllegalStateException(payload);
		}

	}

	static class ByTopic {

		private static final int LANES = 4;

		final List<String> calls = new CopyOnWriteArrayList<>();

		volatile String failing = "";

		static String topicInAnotherLaneThan(String topic) {
			int i = 0;
			while (lane("lane/" + i) == lane(topic)) {
				i++;
			}
			return "lane/" + i;
		}

		private static int lane(String topic) {
			return Math.floorMod(TopicName.of(topic).hashCode(), LANES);
		}

		@MqttSubscribe(topics = "lane/{lane}", ordering = Ordering.TOPIC, concurrency = "" + LANES, retry = "1")
		void on(String payload, String lane) {
			this.calls.add(payload);
			if (this.failing.equals("lane/" + lane)) {
				throw new IllegalStateException("as asked for");
			}
		}

	}

	static class Unordered {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@MqttSubscribe(topics = "a", ordering = Ordering.NONE, retry = "1")
		void on(String payload) {
			boolean known = this.calls.contains(payload);
			this.calls.add(payload);
			if (payload.equals("first") && !known) {
				throw new IllegalStateException("as asked for");
			}
		}

	}

}
