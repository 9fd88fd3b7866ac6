// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.mqttboot.spring.autoconfigure.MqttProperties.Reconnect;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Lets {@code reconnect} and {@code secure} be a scalar. The binder asks for a converter
 * only if the property itself has a value; otherwise it binds the table below it. If both
 * are there the scalar wins.
 */
@ConfigurationPropertiesBinding
final class ScalarOrTableConverter implements GenericConverter {

	@Override
	public Set<ConvertiblePair> getConvertibleTypes() {
		Set<ConvertiblePair> pairs = new LinkedHashSet<>();
		for (Class<?> scalar : List.of(String.class, Boolean.class, Number.class)) {
			pairs.add(new ConvertiblePair(scalar, Reconnect.class));
			pairs.add(new ConvertiblePair(scalar, Secure.class));
		}
		return pairs;
	}

	@Override
	public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
		String text = String.valueOf(source).trim().toLowerCase(Locale.ROOT);
		if (text.isEmpty()) {
			return null; // as if it were not there
		}
		return (targetType.getType() == Reconnect.class) ? reconnect(text) : secure(text);
	}

	private static Reconnect reconnect(String text) {
		Boolean flag = flag(text);
		if (flag != null) {
			return flag ? Reconnect.DEFAULT : Reconnect.NEVER;
		}
		Duration pause = pause(text);
		if (pause.isNegative() || pause.isZero()) {
			throw new InvalidScalarException(
					"a pause must be positive (false to never reconnect), was \"" + text + "\"");
		}
		return Reconnect.fixed(pause);
	}

	private static Duration pause(String text) {
		try {
			return DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidScalarException(
					"reconnect must be true, false, a number of seconds, a duration or a table, was \"" + text + "\"");
		}
	}

	private static @Nullable Secure secure(String text) {
		Boolean flag = flag(text);
		if (flag == null) {
			throw new InvalidScalarException("secure must be true, false or a table, was \"" + text + "\"");
		}
		return flag ? Secure.DEFAULT : null;
	}

	private static @Nullable Boolean flag(String text) {
		return switch (text) {
			case "true", "yes", "on" -> true;
			case "false", "no", "off" -> false;
			default -> null;
		};
	}

	/** A scalar that is none of those allowed; says what is. */
	static final class InvalidScalarException extends IllegalArgumentException {

		private static final long serialVersionUID = 1L;

		InvalidScalarException(String rule) {
			super(rule);
		}

	}

}
