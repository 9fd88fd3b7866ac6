// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import io.github.mqttboot.protocol.MqttMessage;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;

/** Reads the payloads of messages as one type; chosen once, asked for each message. */
@FunctionalInterface
public interface PayloadReader {

	/**
	 * Reads a payload.
	 * @param message has the payload
	 * @return the value; null only if none is required
	 * @throws MessageConversionException if it cannot be read; says what does not fit,
	 * and quotes nothing
	 */
	@Nullable Object read(MqttMessage message);

}
