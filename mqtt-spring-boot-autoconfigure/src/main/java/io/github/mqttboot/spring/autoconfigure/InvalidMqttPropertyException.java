// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

/** A property has a value that breaks a rule. */
final class InvalidMqttPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final @Nullable String value;

	private final String rule;

	/**
	 * Makes the exception.
	 * @param property the full name
	 * @param value the value as it may be shown, or null if there is none
	 * @param rule the rule that it breaks
	 * @param cause what found it, or null
	 */
	InvalidMqttPropertyException(String property, @Nullable String value, String rule, @Nullable Throwable cause) {
		super(property + ": " + rule, cause);
		this.property = property;
		this.value = value;
		this.rule = rule;
	}

	String property() {
		return this.property;
	}

	@Nullable String value() {
		return this.value;
	}

	String rule() {
		return this.rule;
	}

}
