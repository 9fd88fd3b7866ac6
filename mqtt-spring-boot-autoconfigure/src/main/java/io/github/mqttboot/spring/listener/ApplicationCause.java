// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.mqttboot.spring.MqttTemplate;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.Assert;

/**
 * Finds what the application's own code has thrown while a payload was read, as the
 * constructor of a record does. That may be told; what Jackson, Spring and the Java
 * runtime say may quote the payload.
 */
final class ApplicationCause {

	private static final List<String> OTHERS = List.of("java.", "javax.", "jdk.", "sun.", "tools.jackson.",
			"org.springframework.");

	/** They say what their caller says. */
	private static final List<String> CHECKS = List.of(Objects.class.getName(), Assert.class.getName());

	/** They refuse what their caller asks for. */
	private static final List<String> CLIENT = List.of("io.github.mqttboot.client.", "io.github.mqttboot.internal.",
			"io.github.mqttboot.protocol.", MqttTemplate.class.getName());

	private ApplicationCause() {
	}

	/**
	 * Looks for it.
	 * @param failure what failed
	 * @return the first of the causes that the application has thrown, or null
	 */
	static @Nullable Throwable of(Throwable failure) {
		return Stream.<@Nullable Throwable>iterate(failure.getCause(), Objects::nonNull, Throwable::getCause)
			.filter(ApplicationCause::isThrownByApplication)
			.findFirst()
			.orElse(null);
	}

	private static boolean isThrownByApplication(Throwable thrown) {
		return !(thrown instanceof MessageConversionException) && Arrays.stream(thrown.getStackTrace())
			.filter((frame) -> !CHECKS.contains(frame.getClassName()))
			.findFirst()
			.filter(ApplicationCause::isOfApplication)
			.isPresent();
	}

	private static boolean isOfApplication(StackTraceElement frame) {
		return OTHERS.stream().noneMatch(frame.getClassName()::startsWith);
	}

	/**
	 * Where something was thrown, as far as the application is concerned.
	 * @param thrown what was thrown
	 * @return the innermost place in its own code or that of its libraries, other than
	 * this one, or null
	 */
	static @Nullable StackTraceElement place(Throwable thrown) {
		return Arrays.stream(thrown.getStackTrace())
			.filter(ApplicationCause::isOfApplication)
			.filter((frame) -> CLIENT.stream().noneMatch(frame.getClassName()::startsWith))
			.findFirst()
			.orElse(null);
	}

}
