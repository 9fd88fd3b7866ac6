// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.stream.Collectors;

import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;

/** A payload that is validated once it has been read. */
final class ValidatedPayload implements Argument {

	private final Argument reader;

	private final Validator validator;

	private final @Nullable Object[] hints;

	/**
	 * Joins reader and validator.
	 * @param reader reads the payload
	 * @param validator validates it
	 * @param hints the validation groups
	 */
	ValidatedPayload(Argument reader, Validator validator, @Nullable Object[] hints) {
		this.reader = reader;
		this.validator = validator;
		this.hints = hints;
	}

	@Override
	public @Nullable Object from(Incoming incoming) {
		Object payload = this.reader.from(incoming);
		if (payload != null) {
			Errors errors = new BeanPropertyBindingResult(payload, "payload");
			validate(payload, errors);
			if (errors.hasErrors()) {
				throw incoming.notCalled(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
						"payload is not valid: " + describe(errors), null);
			}
		}
		return payload;
	}

	private void validate(Object payload, Errors errors) {
		if (this.validator instanceof SmartValidator smart && this.hints.length > 0) {
			smart.validate(payload, errors, this.hints);
		}
		else {
			this.validator.validate(payload, errors);
		}
	}

	/** Fields and rules, not the values. */
	private static String describe(Errors errors) {
		return errors.getAllErrors()
			.stream()
			.map((error) -> ((error instanceof FieldError field) ? field.getField() + " " : "")
					+ error.getDefaultMessage())
			.sorted()
			.collect(Collectors.joining(", "));
	}

}
