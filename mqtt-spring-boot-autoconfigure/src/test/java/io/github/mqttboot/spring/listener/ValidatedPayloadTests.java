// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.ReasonCode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Which payloads are validated, and what is said about those that are not valid. */
class ValidatedPayloadTests {

	private static final String COLD = "{\"celsius\":-7}";

	private static final String WARM = "{\"celsius\":7}";

	private static final String RULE = "celsius must be greater than or equal to 0";

	static Stream<Arguments> payloads() {
		return Stream.of(arguments(One.class, COLD, RULE), arguments(InOptional.class, COLD, RULE),
				arguments(OfOptional.class, COLD, RULE), arguments(InMessage.class, COLD, RULE),
				arguments(OfMessage.class, "[" + COLD + "]", "[0]." + RULE),
				arguments(InList.class, "[" + WARM + "," + COLD + "]", "[1]." + RULE),
				arguments(OfList.class, "[" + COLD + "," + COLD + "]", "[0]." + RULE + ", [1]." + RULE),
				arguments(InArray.class, "[null," + COLD + "]", "[1]." + RULE),
				arguments(InMap.class, "{\"hall a\":" + COLD + "}", "[hall a]." + RULE),
				arguments(Nested.class, "{\"a\":[[" + WARM + "],[" + WARM + "," + COLD + "]]}", "[a][1][1]." + RULE),
				arguments(InGroup.class, "[{\"celsius\":1}]", "[0].celsius must be greater than or equal to 5"));
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void namesTheElementThatIsNotValid(Class<? extends Recorder> listener, String payload, String problem) {
		try (Listeners listeners = Listeners.of(listener)) {
			assertThat(listeners.deliverOne("a", payload).outcome())
				.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);

			Recorder recorder = listeners.bean(listener);
			assertThat(recorder.failure).hasMessageEndingWith(": payload is not valid: " + problem);
			assertThat(recorder.payloads).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void callsTheMethodIfEachElementIsValid(Class<? extends Recorder> listener, String payload) {
		try (Listeners listeners = Listeners.of(listener)) {
			assertThat(listeners.deliverOne("a", payload.replaceAll("-?\\d+", "9")).outcome())
				.isEqualTo(ReasonCode.SUCCESS);

			assertThat(listeners.bean(listener).payloads).hasSize(1);
		}
	}

	@Test
	void namesTheFirstElementsOnlyIfManyAreNotValid() {
		try (Listeners listeners = Listeners.of(InList.class)) {
			listeners.deliverOne("a", "[" + String.join(",", Collections.nCopies(1000, COLD)) + "]");

			assertThat(listeners.bean(InList.class).failure)
				.hasMessageEndingWith("[8]." + RULE + ", [9]." + RULE + ", and more");
		}
	}

	@Test
	void leavesCollectionsAloneThatAreNotMarked() {
		try (Listeners listeners = Listeners.of(Unmarked.class)) {
			assertThat(listeners.deliverOne("a", "[" + COLD + "]").outcome()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@Test
	void constraintsOfTheParameterItselfTakeAClassThatIsMarkedValidated() {
		try (Listeners listeners = Listeners.of(Marked.class, Unvalidated.class)) {
			assertThat(listeners.deliver("a", "4")).hasSize(2)
				.extracting((delivery) -> delivery.outcome())
				.containsExactlyInAnyOrder(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.SUCCESS);
			assertThat(listeners.bean(Unvalidated.class).payloads).containsExactly(4);
			assertThat(listeners.deliver("a", "5")).extracting((delivery) -> delivery.outcome())
				.containsExactly(ReasonCode.SUCCESS, ReasonCode.SUCCESS);
		}
	}

	record Reading(@Min(0) @Min(value = 5, groups = Strict.class) int celsius) {
	}

	interface Strict {

	}

	/** Keeps what it was called with, or what had to be handled instead. */
	static class Recorder {

		final List<Object> payloads = new ArrayList<>();

		@Nullable MqttListenerException failure;

		@Bean
		static LocalValidatorFactoryBean validator() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		MqttListenerErrorHandler keeping() {
			return (failure) -> {
				this.failure = failure;
				return failure.reasonCode();
			};
		}

	}

	static class One extends Recorder {

		@MqttSubscribe("a")
		void on(@Valid Reading payload) {
			this.payloads.add(payload);
		}

	}

	static class InOptional extends Recorder {

		@MqttSubscribe("a")
		void on(@Valid Optional<Reading> payload) {
			this.payloads.add(payload);
		}

	}

	static class OfOptional extends Recorder {

		@MqttSubscribe("a")
		void on(Optional<@Valid Reading> payload) {
			this.payloads.add(payload);
		}

	}

	static class InMessage extends Recorder {

		@MqttSubscribe("a")
		void on(@Valid Message<Reading> message) {
			this.payloads.add(message);
		}

	}

	static class OfMessage extends Recorder {

		@MqttSubscribe("a")
		void on(Message<List<@Valid Reading>> message) {
			this.payloads.add(message);
		}

	}

	static class InList extends Recorder {

		@MqttSubscribe("a")
		void on(@Valid List<Reading> payload) {
			this.payloads.add(payload);
		}

	}

	static class OfList extends Recorder {

		@MqttSubscribe("a")
		void on(List<@Valid Reading> payload) {
			this.payloads.add(payload);
		}

	}

	static class InArray extends Recorder {

		@MqttSubscribe("a")
		void on(@Valid Reading[] payload) {
			this.payloads.add(payload);
		}

	}

	static class InMap extends Recorder {

		@MqttSubscribe("a")
		void on(@Valid Map<String, Reading> payload) {
			this.payloads.add(payload);
		}

	}

	static class Nested extends Recorder {

		@MqttSubscribe("a")
		void on(Map<String, List<@Valid Reading[]>> payload) {
			this.payloads.add(payload);
		}

	}

	static class InGroup extends Recorder {

		@MqttSubscribe("a")
		void on(@Validated(Strict.class) List<Reading> payload) {
			this.payloads.add(payload);
		}

	}

	static class Unmarked extends Recorder {

		@MqttSubscribe("a")
		void on(List<Reading> payload) {
			this.payloads.add(payload);
		}

	}

	@Validated
	static class Marked {

		@Bean
		static LocalValidatorFactoryBean validator() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		static MethodValidationPostProcessor validation(LocalValidatorFactoryBean validator) {
			MethodValidationPostProcessor validation = new MethodValidationPostProcessor();
			validation.setValidator(validator);
			return validation;
		}

		@MqttSubscribe("a")
		void on(@Min(5) int payload) {
		}

	}

	static class Unvalidated {

		final List<Object> payloads = new ArrayList<>();

		@MqttSubscribe("a")
		void on(@Min(5) int payload) {
			this.payloads.add(payload);
		}

	}

}
