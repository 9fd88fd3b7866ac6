// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What is said about payloads that cannot be read. */
@ExtendWith(OutputCaptureExtension.class)
class JsonPayloadConverterTests {

	private final JsonPayloadConverter converter = new JsonPayloadConverter(JsonMapper.builder().build());

	static List<Arguments> misfits() {
		return List.of(arguments(Reading.class, "{}", "celsius is missing (line 1, column 2)"),
				arguments(Reading.class, "{\"unit\": \"}\"}", "celsius is missing (line 1, column 13)"),
				arguments(Required.class, "{ }", "name is missing (line 1, column 3)"),
				arguments(Batch.class, "{\"readings\":[{\"celsius\":1},{}]}",
						"readings[1].celsius is missing (line 1, column 29)"),
				arguments(Reading.class, "{\"celsius\":null}", "celsius is not double (line 1, column 12)"),
				arguments(Reading.class, "{\"celsius\":\"secret\"}", "celsius is not double (line 1, column 12)"),
				arguments(Reading.class, "{\"celsius\":-300}", "celsius must be above -273.15 (line 1, column 16)"),
				arguments(Batch.class, "{\"readings\":[{\"celsius\":-300}]}",
						"readings[0]: celsius must be above -273.15 (line 1, column 29)"),
				arguments(Checked.class, "{\"name\":\"secret\"}", "day must be set (line 1, column 17)"),
				arguments(Checked.class, "{\"day\":\"MONDAY\"}", "name must be set (line 1, column 16)"),
				arguments(Bean.class, "{\"name\":\"secret\"}", "name: name must be short (line 1, column 17)"),
				arguments(Count.class, "{\"number\":99999999999}", "number is not int (line 1, column 22)"),
				arguments(Count.class, "{\"number\":9", "it is not JSON (line 1, column 12)"),
				arguments(Silent.class, "{\"name\":\"x\"}", "it is not what it must be (line 1, column 12)"),
				arguments(Parsed.class, "{\"number\":\"secret\"}", "it is not what it must be (line 1, column 19)"),
				arguments(Named.class, "{\"unit\":\"secret\"}", "it is not what it must be (line 1, column 17)"),
				arguments(DayOfWeek.class, "\"secret\"", "it is not DayOfWeek (line 1, column 1)"));
	}

	@ParameterizedTest
	@MethodSource("misfits")
	void saysWhatIsWrongAndWhereWithoutThePayload(Class<?> type, String payload, String message) {
		GenericMessage<byte[]> incoming = new GenericMessage<>(payload.getBytes(StandardCharsets.UTF_8), Map.of());

		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.fromMessage(incoming, type))
			.withMessage(message);
	}

	@AfterEach
	void levelIsInfo() {
		level(LogLevel.INFO);
	}

	@Test
	void whatTheApplicationHasThrownIsLoggedWithItsStackTraceAtLevelDebug(CapturedOutput output) {
		level(LogLevel.DEBUG);
		try (Listeners listeners = Listeners.of(Listener.class)) {
			listeners.deliverOne("a", "{\"celsius\":-300,\"unit\":\"secret\"}");
		}

		assertThat(output)
			.contains("on topic 'a': payload cannot be read as Reading: celsius must be above -273.15 (line 1,")
			.contains("java.lang.IllegalArgumentException: celsius must be above -273.15")
			.contains("\tat " + Reading.class.getName() + ".<init>")
			.doesNotContain("secret");
	}

	@Test
	void whatTheRuntimeHasThrownIsNotLoggedAtAnyLevel(CapturedOutput output) {
		level(LogLevel.DEBUG);
		try (Listeners listeners = Listeners.of(Listener.class)) {
			listeners.deliverOne("b", "{\"number\":\"secret\"}");
		}

		assertThat(output).contains("payload cannot be read as Parsed: it is not what it must be")
			.doesNotContain("secret");
	}

	private static void level(LogLevel level) {
		LoggingSystem.get(JsonPayloadConverterTests.class.getClassLoader())
			.setLogLevel(MqttListenerErrorHandler.class.getName(), level);
	}

	static class Listener {

		@MqttSubscribe("a")
		void on(Reading payload) {
		}

		@MqttSubscribe("b")
		void on(Parsed payload) {
		}

	}

	record Reading(double celsius, @Nullable String unit) {

		Reading {
			if (celsius < -273.15) {
				throw new IllegalArgumentException("celsius must be above -273.15");
			}
		}

	}

	record Batch(List<Reading> readings) {
	}

	record Required(@JsonProperty(required = true) String name) {
	}

	record Checked(String name, DayOfWeek day) {

		Checked {
			Objects.requireNonNull(name, "name must be set");
			Assert.notNull(day, "day must be set");
		}

	}

	record Count(int number) {
	}

	record Silent(String name) {

		Silent {
			throw new IllegalStateException();
		}

	}

	record Parsed(String number) {

		Parsed {
			Integer.parseInt(number);
		}

	}

	record Named(String unit) {

		Named {
			DayOfWeek.valueOf(unit);
		}

	}

	static class Bean {

		public void setName(String name) {
			throw new IllegalStateException("name must be short");
		}

	}

}
