// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;

/** A payload that is validated once it has been read, with each element that is in it. */
final class ValidatedPayload implements Argument {

	/** How many problems a message tells. */
	private static final int SHOWN = 10;

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
		List<String> problems = new ArrayList<>();
		validate(payload, "", problems);
		if (!problems.isEmpty()) {
			throw incoming.notCalled(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
					"payload is not valid: " + describe(problems), null);
		}
		return payload;
	}

	/**
	 * Validates a value and what is in it, until there is enough to tell. A path has
	 * paths in it, without end.
	 */
	private void validate(@Nullable Object value, String path, List<String> problems) {
		if (value == null || problems.size() > SHOWN) {
			return;
		}
		if (value instanceof Object[] array) {
			elements(Arrays.asList(array), path, problems);
			return;
		}
		problems.addAll(problems(value, path));
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, element) -> validate(element, path + "[" + key + "]", problems));
		}
		else if (value instanceof Optional<?> optional) {
			validate(optional.orElse(null), path, problems);
		}
		else if (value instanceof Iterable<?> elements && !(value instanceof Path)) {
			elements(elements, path, problems);
		}
	}

	private void elements(Iterable<?> elements, String path, List<String> problems) {
		int index = 0;
		for (Object element : elements) {
			validate(element, path + "[" + index++ + "]", problems);
		}
	}

	/** Fields and rules, not the values. */
	private List<String> problems(Object value, String path) {
		Errors errors = new BeanPropertyBindingResult(value, "payload");
		if (this.validator instanceof SmartValidator smart && this.hints.length > 0) {
			smart.validate(value, errors, this.hints);
		}
		else {
			this.validator.validate(value, errors);
		}
		return errors.getAllErrors().stream().map((error) -> describe(error, path)).sorted().toList();
	}

	private static String describe(ObjectError error, String path) {
		String field = (error instanceof FieldError fieldError) ? fieldError.getField() : "";
		String place = (path.isEmpty() || field.isEmpty()) ? path + field : path + "." + field;
		return (place.isEmpty() ? "" : place + " ") + error.getDefaultMessage();
	}

	private static String describe(List<String> problems) {
		return (problems.size() <= SHOWN) ? String.join(", ", problems)
				: String.join(", ", problems.subList(0, SHOWN)) + ", and more";
	}

}
