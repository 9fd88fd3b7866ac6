// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeDelivery;
import io.github.mqttboot.spring.listener.MqttListenerInterceptor.Invocation;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What stands around the calls of listeners. */
@Timeout(30)
class MqttListenerInterceptorTests {

	@Test
	void theFirstOneIsOutermostAndKnowsWhatIsCalled() {
		try (Listeners listeners = Listeners.of(Readings.class, Two.class)) {
			FakeDelivery delivery = listeners.deliverOne("plant/a/celsius", "71");

			assertThat(listeners.bean(Told.class).lines).containsExactly("1 readings plant/{line}/celsius attempt 1",
					"2 readings plant/{line}/celsius attempt 1", "a 71", "2 done", "1 done");
			assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@Test
	void eachAttemptIsIntercepted() {
		try (Listeners listeners = Listeners.of(Map.of("max-retries", 2), Failing.class, Two.class)) {
			FakeDelivery delivery = listeners.deliverOne("plant/a", "x");
			advanceToNextAttempt(listeners);
			advanceToNextAttempt(listeners);
			await().until(() -> delivery.outcome() != null);

			assertThat(listeners.bean(Told.class).lines).contains("1 failing plant/a attempt 1",
					"1 failing plant/a attempt 2", "1 failing plant/a attempt 3", "1 failed java.lang.Error: no");
			assertThat(delivery.outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}
	}

	@Test
	void anArgumentThatCannotBeMadeIsAFailureInside() {
		try (Listeners listeners = Listeners.of(Readings.class, Two.class)) {
			FakeDelivery delivery = listeners.deliverOne("plant/a/celsius", "warm");

			assertThat(listeners.bean(Told.class).lines).hasSize(4)
				.last()
				.asString()
				.startsWith("1 failed " + MqttListenerException.class.getName());
			assertThat(delivery.outcome()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
		}
	}

	@Test
	void oneThatFailsIsAFailureOfTheListener() {
		try (Listeners listeners = Listeners.of(Map.of("max-retries", 1), Readings.class, Refusing.class)) {
			FakeDelivery delivery = listeners.deliverOne("plant/a/celsius", "71");
			assertThat(delivery.outcome()).isNull();

			advanceToNextAttempt(listeners);
			await().until(() -> delivery.outcome() != null);

			assertThat(listeners.bean(Told.class).lines).containsExactly("refused 1", "refused 2");
			assertThat(delivery.outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}
	}

	@Test
	void oneThatDoesNotProceedHasHandledTheMessage() {
		try (Listeners listeners = Listeners.of(Readings.class, Swallowing.class)) {
			FakeDelivery delivery = listeners.deliverOne("plant/a/celsius", "71");

			assertThat(listeners.bean(Told.class).lines).isEmpty();
			assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@Test
	void theEndOfAStageIsTheEndOfTheAttempt() {
		try (Listeners listeners = Listeners.of(Readings.class, Staging.class)) {
			FakeDelivery delivery = listeners.deliverOne("plant/a/celsius", "71");
			assertThat(delivery.outcome()).isNull();

			listeners.bean(Staging.class).stage.complete(null);

			assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	private static void advanceToNextAttempt(Listeners listeners) {
		await().until(() -> !listeners.pauses().isEmpty());
		listeners.advance(listeners.pauses().get(0));
	}

	static final class Told {

		final List<String> lines = new CopyOnWriteArrayList<>();

	}

	@Configuration(proxyBeanMethods = false)
	static class Readings {

		private final Told told = new Told();

		@Bean
		Told told() {
			return this.told;
		}

		@MqttSubscribe(topics = "plant/{line}/celsius", id = "readings")
		void onReading(int celsius, String line) {
			this.told.lines.add(line + " " + celsius);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		Told told() {
			return new Told();
		}

		@MqttSubscribe(topics = "plant/a", id = "failing")
		void fail() {
			throw new Error("no");
		}

	}

	/** Two interceptors, defined the wrong way around. */
	@Configuration(proxyBeanMethods = false)
	static class Two {

		@Bean
		@Order(2)
		MqttListenerInterceptor second(Told told) {
			return (invocation) -> tell("2", invocation, told);
		}

		@Bean
		@Order(1)
		MqttListenerInterceptor first(Told told) {
			return (invocation) -> tell("1", invocation, told);
		}

		private static @Nullable Object tell(String name, Invocation invocation, Told told) throws Throwable {
			told.lines.add(name + " " + invocation.listenerId() + " " + invocation.topic() + " attempt "
					+ invocation.attempt());
			try {
				Object result = invocation.proceed();
				told.lines.add(name + " done");
				return result;
			}
			catch (Throwable ex) {
				told.lines.add(name + " failed " + ex);
				throw ex;
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Refusing {

		@Bean
		MqttListenerInterceptor refusing(Told told) {
			return (invocation) -> {
				told.lines.add("refused " + invocation.attempt());
				throw new IllegalStateException("no");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Swallowing {

		@Bean
		MqttListenerInterceptor swallowing() {
			return (invocation) -> null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Staging {

		final CompletableFuture<@Nullable Void> stage = new CompletableFuture<>();

		@Bean
		MqttListenerInterceptor staging() {
			return (invocation) -> this.stage;
		}

	}

}
