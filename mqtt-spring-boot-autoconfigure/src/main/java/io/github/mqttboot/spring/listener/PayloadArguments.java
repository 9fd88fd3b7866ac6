// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.Arrays;

import io.github.mqttboot.spring.PayloadReader;
import io.github.mqttboot.spring.PayloadReaders;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Plans the arguments that are made of payloads. */
final class PayloadArguments {

	private final PayloadReaders readers;

	private final @Nullable Validator validator;

	PayloadArguments(PayloadReaders readers, @Nullable Validator validator) {
		this.readers = readers;
		this.validator = validator;
	}

	/**
	 * Plans the payload for a parameter, or for the payload of a {@link Message}.
	 * @param parameter the parameter
	 * @return makes the argument, or the payload of the message
	 */
	Argument argument(MethodParameter parameter) {
		PayloadReader reader = this.readers.reader(MqttListenerArguments.describe(parameter), parameter,
				payloadType(parameter), isRequired(parameter));
		Argument payload = validated(parameter, (incoming) -> read(reader, incoming));
		return MqttListenerArguments.wrap(parameter, payload);
	}

	private static @Nullable Object read(PayloadReader reader, Incoming incoming) {
		try {
			return reader.read(incoming.delivery().message());
		}
		catch (MessageConversionException ex) {
			throw incoming.payloadInvalid(String.valueOf(ex.getMessage()), ex.getCause());
		}
	}

	private static ResolvableType payloadType(MethodParameter parameter) {
		return (parameter.getParameterType() == Message.class)
				? ResolvableType.forMethodParameter(parameter).getGeneric(0)
				: MqttListenerArguments.valueType(parameter);
	}

	private static boolean isRequired(MethodParameter parameter) {
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		if (payload != null && !payload.expression().isEmpty()) {
			throw new IllegalArgumentException("@Payload must have no expression, has \"" + payload.expression()
					+ "\" on " + MqttListenerArguments.describe(parameter));
		}
		boolean required = !parameter.isOptional() && (payload == null || payload.required());
		if (!required && parameter.getParameterType().isPrimitive()) {
			throw new IllegalArgumentException(
					MqttListenerArguments.describe(parameter) + " must not be primitive, as the payload may be absent");
		}
		return required;
	}

	private Argument validated(MethodParameter parameter, Argument reader) {
		@Nullable Object[] hints = validationHints(parameter);
		if (hints == null) {
			return reader;
		}
		// one that was made without a provider of Bean Validation supports nothing
		if (this.validator == null || !this.validator.supports(payloadType(parameter).resolve(Object.class))) {
			throw new IllegalArgumentException("to validate " + MqttListenerArguments.describe(parameter)
					+ " needs a Validator: add spring-boot-starter-validation");
		}
		return new ValidatedPayload(reader, this.validator, hints);
	}

	/**
	 * The groups to validate, or null if neither the parameter nor what is in it is to
	 * be.
	 */
	private static @Nullable Object @Nullable [] validationHints(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			@Nullable Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return hints;
			}
		}
		return marksElements(parameter.getParameter().getAnnotatedType()) ? new Object[0] : null;
	}

	/** Whether {@code @Valid} is within the type, as in {@code List<@Valid Reading>}. */
	private static boolean marksElements(AnnotatedType type) {
		if (Arrays.stream(type.getAnnotations())
			.anyMatch((annotation) -> ValidationAnnotationUtils.determineValidationHints(annotation) != null)) {
			return true;
		}
		if (type instanceof AnnotatedArrayType array) {
			return marksElements(array.getAnnotatedGenericComponentType());
		}
		return type instanceof AnnotatedParameterizedType generic
				&& Arrays.stream(generic.getAnnotatedActualTypeArguments()).anyMatch(PayloadArguments::marksElements);
	}

}
