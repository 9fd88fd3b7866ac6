// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

/** What a native image is told about listeners. */
class MqttSubscribeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void methodMayBeInvokedAndItsPayloadBeReadFromJson() throws NoSuchMethodException {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Once.class);

		Method method = Once.class.getDeclaredMethod("on", Reading.class, String.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(Reading.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
	}

	@Test
	void methodWithSeveralAnnotationsMayBeInvoked() throws NoSuchMethodException {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Twice.class);

		Method method = Twice.class.getDeclaredMethod("on", Reading.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).accepts(this.hints);
	}

	@Test
	void payloadsOfABatchMayBeReadFromJson() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Batches.class);

		assertThat(List.of(Reading.class, Status.class))
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints));
	}

	@Test
	void repliesMayBeWrittenAsJson() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Replying.class);

		assertThat(List.of(Status.class, LaterStatus.class))
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints));
	}

	record Reading(double celsius) {
	}

	record Status(String state) {
	}

	record LaterStatus(String state) {
	}

	static class Replying {

		@MqttSubscribe("a")
		Status now(String payload) {
			return new Status(payload);
		}

		@MqttSubscribe("b")
		CompletionStage<LaterStatus> later(String payload) {
			return new CompletableFuture<>();
		}

	}

	static class Batches {

		@MqttSubscribe(topics = "a", batchSize = "10")
		void on(List<Reading> readings) {
		}

		@MqttSubscribe(topics = "b", batchSize = "10")
		void messages(List<Message<Status>> messages) {
		}

	}

	static class Once {

		@MqttSubscribe("plant/{line}")
		void on(Reading reading, String line) {
		}

	}

	static class Twice {

		@MqttSubscribe("a")
		@MqttSubscribe("b")
		void on(Reading reading) {
		}

	}

}
