// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

/** Makes the value of one parameter from text. */
final class TextConverter {

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private final ConversionService conversionService;

	private final TypeDescriptor type;

	/**
	 * Makes a converter.
	 * @param conversionService does the work
	 * @param type the type of the value
	 * @param parameter the parameter, whose annotations may say how (as
	 * {@code @DateTimeFormat} does)
	 */
	TextConverter(ConversionService conversionService, ResolvableType type, MethodParameter parameter) {
		this.conversionService = conversionService;
		this.type = new TypeDescriptor(type, null, parameter.getParameterAnnotations());
	}

	/**
	 * Reads text in UTF-8.
	 * @param bytes what to read
	 * @return the text, or null if the bytes are none
	 */
	static @Nullable String decode(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		// the decoder puts U+FFFD in place of what it cannot read; most texts have none
		return (text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) ? text
				: null;
	}

	/** Whether there is a way to make such a value from text. */
	boolean isPossible() {
		return this.conversionService.canConvert(TEXT, this.type);
	}

	/** The name of the type, for messages. */
	String typeName() {
		return this.type.getType().getSimpleName();
	}

	/**
	 * Makes the value.
	 * @param text the text
	 * @return the value, or null if the text is blank and the type has no value for that
	 * @throws ConversionException if the text is none
	 */
	@Nullable Object convert(String text) {
		return (this.type.getType() == String.class) ? text : this.conversionService.convert(text, TEXT, this.type);
	}

}
