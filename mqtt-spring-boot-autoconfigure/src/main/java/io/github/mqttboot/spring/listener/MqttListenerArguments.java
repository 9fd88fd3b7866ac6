// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.github.mqttboot.client.Delivery;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.validation.Validator;

/**
 * Plans how the arguments of listener methods are made. What can be decided from the
 * method alone is decided once, at start.
 */
public final class MqttListenerArguments {

	private final ConversionService conversionService;

	private final @Nullable MessageConverter objectConverter;

	private final @Nullable Validator validator;

	/**
	 * Makes a planner.
	 * @param conversionService makes simple values of text: of payloads, topic variables
	 * and headers
	 * @param objectConverter makes all other objects of payloads, mostly
	 * {@code JsonPayloadConverter}; null if there is no way to
	 * @param validator validates payloads that are marked for it; null if there is no way
	 * to
	 */
	public MqttListenerArguments(ConversionService conversionService, @Nullable MessageConverter objectConverter,
			@Nullable Validator validator) {
		this.conversionService = conversionService;
		this.objectConverter = objectConverter;
		this.validator = validator;
	}

	static void checkManual(Method method) {
		if (!Arrays.asList(method.getParameterTypes()).contains(Delivery.class)) {
			throw new IllegalArgumentException(
					"a listener with ackMode MANUAL must have a Delivery parameter to acknowledge with, has none");
		}
	}

	Argument[] plan(Method method, Class<?> type, List<TopicTemplate> templates) {
		return new Argument[0];
	}

}
