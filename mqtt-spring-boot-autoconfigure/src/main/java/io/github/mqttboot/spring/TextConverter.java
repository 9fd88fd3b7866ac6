// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.mqttboot.protocol.MqttMessage;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.converter.MessageConversionException;

/** Makes the value of one parameter from text. */
public final class TextConverter {

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
	public TextConverter(ConversionService conversionService, ResolvableType type, MethodParameter parameter) {
		this.conversionService = conversionService;
		this.type = new TypeDescriptor(type, null, parameter.getParameterAnnotations());
	}

	/**
	 * Reads text in UTF-8.
	 * @param bytes what to read
	 * @return the text, or null if the bytes are none
	 */
	public static @Nullable String decode(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		// the decoder puts U+FFFD in place of what it cannot read; most texts have none
		return (text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) ? text
				: null;
	}

	/** The payload of a message, which must be text. */
	static String text(MqttMessage message) {
		String text = decode(message.payload());
		if (text == null) {
			throw new MessageConversionException("payload is not text in UTF-8");
		}
		return text;
	}

	/**
	 * Whether there is a way to make such a value from text.
	 * @return false if no text can be converted to the type
	 */
	public boolean isPossible() {
		return this.conversionService.canConvert(TEXT, this.type);
	}

	/**
	 * The name of the type, for messages.
	 * @return the name without packages
	 */
	public String typeName() {
		return this.type.getType().getSimpleName();
	}

	/**
	 * Makes the value.
	 * @param text the text
	 * @return the value, or null if the text is blank and the type has no value for that
	 * @throws ConversionException if the text is none
	 */
	public @Nullable Object convert(String text) {
		return (this.type.getType() == String.class) ? text : this.conversionService.convert(text, TEXT, this.type);
	}

}
