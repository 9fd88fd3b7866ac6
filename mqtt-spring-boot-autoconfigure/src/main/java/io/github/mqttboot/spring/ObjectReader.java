// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.Arrays;
import java.util.Map;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Property;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;

/** Reads payloads for one parameter with the message converter, mostly as JSON. */
final class ObjectReader {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	private final MessageConverter converter;

	private final MethodParameter parameter;

	private final Class<?> type;

	/**
	 * Makes a reader.
	 * @param converter does the work
	 * @param parameter says what types are in the type
	 * @param type what to read
	 */
	ObjectReader(MessageConverter converter, MethodParameter parameter, Class<?> type) {
		this.converter = converter;
		this.parameter = parameter;
		this.type = type;
	}

	/**
	 * Reads a payload.
	 * @param mqttMessage has the payload
	 * @return the value, or null if the payload stands for none
	 * @throws MessageConversionException if it cannot be read
	 */
	@Nullable Object read(MqttMessage mqttMessage) {
		Message<byte[]> message = message(mqttMessage);
		return (this.converter instanceof SmartMessageConverter smart)
				? smart.fromMessage(message, this.type, this.parameter)
				: this.converter.fromMessage(message, this.type);
	}

	/**
	 * Whether a payload is what the converter writes for a value.
	 * @param value the value
	 * @param payload the payload
	 * @return true if they are the same bytes
	 * @throws MessageConversionException if the value cannot be written
	 */
	boolean isWrittenAs(Object value, byte[] payload) {
		Message<?> written = this.converter.toMessage(value, NO_HEADERS);
		return written != null && written.getPayload() instanceof byte[] bytes && Arrays.equals(bytes, payload);
	}

	private static Message<byte[]> message(MqttMessage message) {
		String contentType = message.properties().get(Property.CONTENT_TYPE);
		MessageHeaders headers = (contentType != null)
				? new MessageHeaders(Map.of(MqttHeaders.CONTENT_TYPE, contentType)) : NO_HEADERS;
		return new GenericMessage<>(message.payload(), headers);
	}

}
