// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Tells which property it was when a rule is broken.
 *
 * @param prefix what the names of the properties begin with, for example {@code mqtt}
 */
record PropertyRules(String prefix) {

	/** Applies a value unless it is null. */
	<T> void apply(String key, @Nullable T value, Consumer<T> setter) {
		if (value != null) {
			map(key, value, (present) -> {
				setter.accept(present);
				return present;
			});
		}
	}

	/** Makes something of a value. */
	<T, R> R map(String key, T value, Function<T, R> mapper) {
		return map(key, String.valueOf(value), value, mapper);
	}

	/** Makes something of a value that has to be shown in another way, if at all. */
	<T, R> R map(String key, String shown, T value, Function<T, R> mapper) {
		try {
			return mapper.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidMqttPropertyException(this.prefix + "." + key, shown, String.valueOf(ex.getMessage()), ex);
		}
	}

	/** What to throw where the value cannot tell by itself. */
	InvalidMqttPropertyException broken(String key, @Nullable Object value, String rule) {
		return new InvalidMqttPropertyException(this.prefix + "." + key, (value != null) ? value.toString() : null,
				rule, null);
	}

}
