// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import io.github.mqttboot.protocol.MqttMessage;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * A simple value. It is read from bare text, as devices send it; what cannot be read so
 * may be JSON, as templates send it.
 */
final class SimplePayload implements PayloadReader {

	private final TextConverter converter;

	private final @Nullable ObjectReader objects;

	private final boolean required;

	/**
	 * Makes a reader.
	 * @param converter reads bare text
	 * @param objects reads what templates have written; null if there is no way to
	 * @param required whether there must be a value
	 */
	SimplePayload(TextConverter converter, @Nullable ObjectReader objects, boolean required) {
		this.converter = converter;
		this.objects = objects;
		this.required = required;
	}

	@Override
	public @Nullable Object read(MqttMessage message) {
		String text = TextConverter.text(message);
		try {
			Object value = this.converter.convert(text);
			if (value == null && this.required) {
				throw invalid(null);
			}
			return value;
		}
		catch (ConversionException ex) {
			Object value = written(message, text);
			if (value == null) {
				throw invalid(ex);
			}
			return value;
		}
	}

	/**
	 * What has been written as an object, or null. Numbers and arrays stand for a value
	 * only if it is written just so: a date is no number of days.
	 */
	private @Nullable Object written(MqttMessage message, String text) {
		if (this.objects == null) {
			return null;
		}
		try {
			Object value = this.objects.read(message);
			return (value != null && (isQuoted(text) || this.objects.isWrittenAs(value, message.payload()))) ? value
					: null;
		}
		catch (MessageConversionException ex) {
			return null; // nor is it JSON
		}
	}

	private static boolean isQuoted(String text) {
		return text.stripLeading().startsWith("\"");
	}

	private MessageConversionException invalid(@Nullable ConversionException cause) {
		return new MessageConversionException("payload cannot be read as " + this.converter.typeName(), cause);
	}

}
