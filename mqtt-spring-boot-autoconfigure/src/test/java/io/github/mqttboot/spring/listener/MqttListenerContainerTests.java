// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeDelivery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

/** What becomes of a message. */
@ExtendWith(OutputCaptureExtension.class)
class MqttListenerContainerTests {

	@BeforeEach
	@AfterEach
	void levelIsInfo() {
		level(LogLevel.INFO);
	}

	private static void level(LogLevel level) {
		LoggingSystem.get(MqttListenerContainerTests.class.getClassLoader())
			.setLogLevel(MqttListenerErrorHandler.class.getName(), level);
	}

	@Nested
	class Acknowledgement {

		@Test
		void comesWhenTheMethodHasReturned() {
			try (Listeners listeners = Listeners.of(Looking.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "x");

				assertThat(listeners.bean(Looking.class).outcomeInside).isNull();
				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void comesWhenTheFutureHasEnded() {
			try (Listeners listeners = Listeners.of(Asynchronous.class)) {
				CompletableFuture<String> result = listeners.bean(Asynchronous.class).result;
				FakeDelivery delivery = listeners.deliverOne("a", "x");
				assertThat(delivery.outcome()).isNull();

				result.complete("whatever");

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void isTheListenersBusinessInManualMode() {
			try (Listeners listeners = Listeners.of(Manual.class)) {
				FakeDelivery delivery = listeners.deliverOne("a", "x");
				assertThat(delivery.outcome()).isNull();

				listeners.bean(Manual.class).deliveries.get(0)
					.acknowledge(ReasonCode.QUOTA_EXCEEDED, PacketProperties.NONE);

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
			}
		}

		@Test
		void isWaitedForInManualMode() {
			try (Listeners listeners = Listeners.of(Manual.class)) {
				MqttListenerContainer container = listeners.registry().containers().iterator().next();
				listeners.deliverOne("a", "x");
				listeners.deliverOne("a", "y");
				listeners.deliverOne("a", "fail");
				listeners.deliverOne(MqttMessage.builder("a").payload("of QoS 0").build());
				assertThat(container.unacknowledged()).isEqualTo(2);

				listeners.bean(Manual.class).deliveries.get(1).acknowledge();
				assertThat(container.unacknowledged()).isOne();

				listeners.registry().stop();
				assertThat(container.unacknowledged()).isZero();
			}
		}

		@Test
		void thatIsForgottenInManualModeIsReportedOnce(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Map.of("report-after-millis", 1), Manual.class)) {
				String report = "has not acknowledged 2 message(s), the one on topic 'a' for 0 s";
				listeners.deliverOne("a", "x");
				listeners.deliverOne("a", "y");

				await().untilAsserted(() -> {
					listeners.advance(Duration.ofMillis(10));
					assertThat(output).contains(report);
				});
				listeners.advance(Duration.ofMillis(10));

				assertThat(output.toString().lines().filter((line) -> line.contains(report))).hasSize(1);
			}
		}

		@Test
		void comesInManualModeWhenTheMethodThrows() {
			try (Listeners listeners = Listeners.of(Manual.class)) {
				assertThat(listeners.deliverOne("a", "fail").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			}
		}

		@Test
		void comesInManualModeWhenTheMethodCannotBeCalled() {
			try (Listeners listeners = Listeners.of(ManualNumber.class)) {
				assertThat(listeners.deliverOne("a", "nan").outcome()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
			}
		}

		@Test
		void ofTwoTopicsThatMatchIsGivenToBothAndTheMethodCalledOnce() {
			try (Listeners listeners = Listeners.of(Overlapping.class)) {
				List<FakeDelivery> deliveries = listeners.deliver("plant/press/temperature", "1");

				assertThat(deliveries).hasSize(2).extracting(FakeDelivery::outcome).containsOnly(ReasonCode.SUCCESS);
				assertThat(listeners.bean(Overlapping.class).machines).containsExactly("press");
			}
		}

	}

	@Nested
	class Failure {

		@Test
		void isAcknowledgedAsAnErrorAndKeptFromTheClient() {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				assertThat(listeners.deliverOne("a", "x").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(listeners.client().escaped()).isEmpty();
			}
		}

		@Test // what brokers do after a PUBREC with an error is not to be had
		void isAcknowledgedWithoutTheErrorInQos2() {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				MqttMessage message = MqttMessage.builder("a").qos(QoS.EXACTLY_ONCE).build();

				assertThat(listeners.deliverOne(message).outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void doesNotKeepTheNextMessageFromTheListener() {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				listeners.deliverOne("a", "x");
				listeners.bean(Failing.class).failure = null;

				assertThat(listeners.deliverOne("a", "x").outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void doesNotKeepTheMessageFromOtherListeners() {
			try (Listeners listeners = Listeners.of(Failing.class, Looking.class)) {
				assertThat(listeners.deliver("a", "x")).extracting(FakeDelivery::outcome)
					.containsExactly(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.SUCCESS);
			}
		}

		@Test
		void mayBeAnError() {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				for (Throwable error : List.of(new StackOverflowError(), new AssertionError("no"),
						new NoClassDefFoundError("gone"))) {
					listeners.bean(Failing.class).failure = error;

					assertThat(listeners.deliverOne("a", "x").outcome())
						.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				}
				assertThat(listeners.client().escaped()).isEmpty();
			}
		}

		@Test // or the listener would wait for its end for ever
		void mayHaveNoDescription() {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				listeners.bean(Failing.class).failure = new IOException() {
					@Override
					public String getMessage() {
						throw new IllegalStateException("nothing to say");
					}
				};
				assertThat(listeners.deliverOne("a", "x").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(listeners.client().escaped()).isEmpty();

				listeners.bean(Failing.class).failure = null;
				assertThat(listeners.deliverOne("a", "x").outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void mayComeFromAFuture() {
			try (Listeners listeners = Listeners.of(Asynchronous.class)) {
				CompletableFuture<String> result = listeners.bean(Asynchronous.class).result;
				FakeDelivery delivery = listeners.deliverOne("a", "x");

				result.completeExceptionally(new IOException("disk full"));

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			}
		}

		@Test
		void isLoggedInOneLineWithoutThePayload(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				listeners.deliverOne("a", "secret");
			}

			assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
				.asString()
				.contains("listener 'failing' could not handle the message on topic 'a':"
						+ " java.io.IOException: disk full");
			assertThat(output).doesNotContain("secret").doesNotContain("\tat ");
		}

		@Test
		void isLoggedWithThePlaceAndTheCausesInOneLine(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				listeners.bean(Failing.class).failure = new IOException("cannot save",
						new IllegalStateException("table\nlocked", new IOException("disk full")));
				listeners.deliverOne("a", "secret");
			}

			assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
				.asString()
				.matches(".*: java.io.IOException: cannot save, at .*MqttListenerContainerTests.*\\(.*java:\\d+\\)"
						+ ", caused by java.lang.IllegalStateException: table locked"
						+ ", caused by java.io.IOException: disk full");
			assertThat(output).doesNotContain("secret").doesNotContain("\tat ");
		}

		@Test
		void isLoggedWithThePlaceThatAskedTheClientForWhatItRefuses(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Refused.class)) {
				listeners.deliverOne("a", "secret");
			}

			assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
				.asString()
				.matches(".* topic name must not contain .*, at .*MqttListenerContainerTests\\$Refused.on\\(.*");
		}

		@Test
		void isLoggedWithItsStackTraceAtLevelDebug(CapturedOutput output) {
			level(LogLevel.DEBUG);
			try (Listeners listeners = Listeners.of(Failing.class)) {
				listeners.deliverOne("a", "secret");
			}

			assertThat(output).contains("stack trace of listener 'failing'").contains("\tat ").doesNotContain("secret");
		}

		@Test // the causes of those quote the payload
		void ofTheConversionIsLoggedWithoutStackTraceAtAnyLevel(CapturedOutput output) {
			level(LogLevel.DEBUG);
			try (Listeners listeners = Listeners.of(ManualNumber.class)) {
				listeners.deliverOne("a", "secret");
			}

			assertThat(output).contains("payload cannot be read as double").doesNotContain("secret");
		}

		@Test
		void doesNotForgeLinesOfTheLog(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Failing.class)) {
				listeners.bean(Failing.class).failure = new IOException("first\nERROR second");
				listeners.deliverOne("b/x\nERROR y", "x");
			}

			assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
				.asString()
				.contains("on topic 'b/x ERROR y': java.io.IOException: first ERROR second");
		}

		@Test
		void ofTheConversionNamesListenerTopicAndReason(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(ManualNumber.class)) {
				listeners.deliverOne("a", "nan");
			}

			assertThat(output).contains("listener 'number' could not handle the message on topic 'a':"
					+ " payload cannot be read as double");
			assertThat(output).doesNotContain("nan");
		}

		@Test
		void ofReadingJsonNamesThePlaceAndNotTheValue(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Json.class)) {
				assertThat(listeners.deliverOne("a", "{\"readings\":[{\"celsius\":1},\n{\"celsius\":\"secret\"}]}")
					.outcome()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
				assertThat(listeners.deliverOne("a", "secret").outcome()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
				assertThat(listeners.deliverOne("a", "[\"secret\"]").outcome())
					.isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
			}

			assertThat(output)
				.contains("payload cannot be read as Readings: readings[1].celsius is not double (line 2, column 12)")
				.contains("payload cannot be read as Readings: it is not JSON (line 1, column 1)")
				.contains("payload cannot be read as Readings: it is not Readings (line 1, column 1)")
				.doesNotContain("secret");
		}

	}

	@Nested
	class ErrorHandler {

		@Test
		void decidesHowToAcknowledge() {
			try (Listeners listeners = Listeners.of(Failing.class, OneErrorHandler.class)) {
				assertThat(listeners.deliverOne("a", "x").outcome()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);

				MqttListenerException failure = listeners.bean(OneErrorHandler.class).failures.get(0);
				assertThat(failure.listenerId()).isEqualTo("failing");
				assertThat(failure.delivery().message().topic()).isEqualTo("a");
				assertThat(failure.reasonCode()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(failure.methodCalled()).isTrue();
				assertThat(failure).hasCauseInstanceOf(IOException.class);
			}
		}

		@Test
		void isAskedWhenTheMethodCannotBeCalled() {
			try (Listeners listeners = Listeners.of(ManualNumber.class, OneErrorHandler.class)) {
				listeners.deliverOne("a", "nan");

				MqttListenerException failure = listeners.bean(OneErrorHandler.class).failures.get(0);
				assertThat(failure.methodCalled()).isFalse();
				assertThat(failure.reasonCode()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
			}
		}

		@Test
		void mayBeChosenByName() {
			try (Listeners listeners = Listeners.of(ChoosesHandler.class)) {
				assertThat(listeners.deliverOne("named", "x").outcome()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
				assertThat(listeners.deliverOne("default", "x").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			}
		}

		@Test
		void thatFailsItselfLeavesTheOutcomeOfTheFailure(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Failing.class, OneErrorHandler.class)) {
				listeners.bean(OneErrorHandler.class).outcome = () -> {
					throw new IllegalStateException("handler is broken");
				};

				assertThat(listeners.deliverOne("a", "x").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(listeners.client().escaped()).isEmpty();
				assertThat(output).contains("error handler of listener 'failing' failed")
					.contains("java.io.IOException: disk full")
					.contains("handler is broken");
			}
		}

		@Test
		void thatReturnsWhatCannotBeSentLeavesTheOutcomeOfTheFailure(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Failing.class, OneErrorHandler.class)) {
				listeners.bean(OneErrorHandler.class).outcome = () -> ReasonCode.BANNED;

				assertThat(listeners.deliverOne("a", "x").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(output).contains("must return a reason code of PUBACK, was 0x8A banned");
			}
		}

	}

	@Nested
	class Observer {

		@Test
		void isToldOfEachMessage() {
			try (Listeners listeners = Listeners.of(Failing.class, Recording.class)) {
				IOException failure = new IOException("disk full");
				listeners.bean(Failing.class).failure = failure;
				listeners.deliverOne("a", "x");
				listeners.bean(Failing.class).failure = null;
				listeners.deliverOne("a", "x");

				assertThat(listeners.bean(Recording.class).handled).containsExactly(entry("failing", failure),
						entry("failing", null));
			}
		}

		@Test
		void isToldOfMessagesThatDoNotFit() {
			try (Listeners listeners = Listeners.of(ManualNumber.class, Recording.class)) {
				listeners.deliverOne("a", "nan");

				assertThat(listeners.bean(Recording.class).handled).singleElement()
					.satisfies((handled) -> assertThat(handled.getValue()).isInstanceOf(MqttListenerException.class));
			}
		}

		@Test
		void isToldOfAFutureWhenItEnds() {
			try (Listeners listeners = Listeners.of(Asynchronous.class, Recording.class)) {
				listeners.deliverOne("a", "x");
				assertThat(listeners.bean(Recording.class).handled).isEmpty();

				IOException failure = new IOException("disk full");
				listeners.bean(Asynchronous.class).result.completeExceptionally(failure);

				assertThat(listeners.bean(Recording.class).handled).containsExactly(entry("asynchronous", failure));
			}
		}

		@Test
		void thatFailsHarmsNothing() {
			try (Listeners listeners = Listeners.of(Looking.class, BrokenObserver.class)) {
				assertThat(listeners.deliverOne("a", "x").outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.client().escaped()).isEmpty();
			}
		}

	}

	static class Looking {

		@Nullable ReasonCode outcomeInside;

		@MqttSubscribe("a")
		void on(Delivery delivery) {
			this.outcomeInside = ((FakeDelivery) delivery).outcome();
		}

	}

	static class Refused {

		@MqttSubscribe("a")
		void on(String payload) {
			MqttMessage.builder("b/#");
		}

	}

	static class Asynchronous {

		final CompletableFuture<String> result = new CompletableFuture<>();

		@MqttSubscribe(topics = "a", id = "asynchronous")
		CompletableFuture<String> on(String payload) {
			return this.result;
		}

	}

	static class Manual {

		final List<Delivery> deliveries = new ArrayList<>();

		@MqttSubscribe(topics = "a", ackMode = AckMode.MANUAL)
		void on(String payload, Delivery delivery) {
			if (payload.equals("fail")) {
				throw new IllegalStateException("as asked for");
			}
			this.deliveries.add(delivery);
		}

	}

	static class ManualNumber {

		@MqttSubscribe(topics = "a", id = "number", ackMode = AckMode.MANUAL)
		void on(double payload, Delivery delivery) {
		}

	}

	static class Overlapping {

		final List<String> machines = new ArrayList<>();

		@MqttSubscribe({ "plant/{machine}/temperature", "plant/{machine}/+" })
		void on(String machine) {
			this.machines.add(machine);
		}

	}

	static class Failing {

		@Nullable Throwable failure = new IOException("disk full");

		@MqttSubscribe(topics = { "a", "b/#" }, id = "failing")
		void on(byte[] payload) throws Throwable {
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

	record Reading(double celsius) {
	}

	record Readings(List<Reading> readings) {
	}

	static class Json {

		@MqttSubscribe("a")
		void on(Readings payload) {
		}

	}

	static class OneErrorHandler implements MqttListenerErrorHandler {

		final List<MqttListenerException> failures = new ArrayList<>();

		Supplier<ReasonCode> outcome = () -> ReasonCode.QUOTA_EXCEEDED;

		@Override
		public ReasonCode handle(MqttListenerException failure) {
			this.failures.add(failure);
			return this.outcome.get();
		}

	}

	static class ChoosesHandler {

		@Bean
		MqttListenerErrorHandler refusing() {
			return (failure) -> ReasonCode.NOT_AUTHORIZED;
		}

		@Bean
		MqttListenerErrorHandler forgiving() {
			return (failure) -> ReasonCode.SUCCESS;
		}

		@MqttSubscribe(topics = "named", errorHandler = "refusing")
		void named(byte[] payload) {
			throw new IllegalStateException("as always");
		}

		@MqttSubscribe("default")
		void byDefault(byte[] payload) {
			throw new IllegalStateException("as always");
		}

	}

	static class Recording implements MqttListenerObserver {

		final List<Entry<String, @Nullable Throwable>> handled = new CopyOnWriteArrayList<>();

		@Override
		public void handled(String listenerId, Duration elapsed, @Nullable Throwable failure) {
			assertThat(elapsed).isPositive();
			this.handled.add(entry(listenerId, failure));
		}

	}

	static class BrokenObserver implements MqttListenerObserver {

		@Override
		public void handled(String listenerId, Duration elapsed, @Nullable Throwable failure) {
			throw new AssertionError("meters are broken");
		}

	}

}
