// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Chooses by the parameter's type how a payload is read. */
final class PayloadReaders {

	private final ConversionService conversionService;

	private final @Nullable MessageConverter objectConverter;

	private final @Nullable Validator validator;

	PayloadReaders(ConversionService conversionService, @Nullable MessageConverter objectConverter,
			@Nullable Validator validator) {
		this.conversionService = conversionService;
		this.objectConverter = objectConverter;
		this.validator = validator;
	}

	/**
	 * Plans the payload for a parameter, or for the payload of a {@link Message}.
	 * @param parameter the parameter
	 * @return makes the argument, or the payload of the message
	 */
	Argument argument(MethodParameter parameter) {
		boolean required = isRequired(parameter);
		Class<?> type = payloadType(parameter).resolve(Object.class);
		PayloadTypes.check(type, parameter);
		Argument payload = validated(parameter, reader(parameter, type, required));
		if (!required || !mayBeEmpty(type)) {
			payload = unlessEmpty(payload, required);
		}
		return MqttListenerArguments.wrap(parameter, payload);
	}

	private Argument reader(MethodParameter parameter, Class<?> type, boolean required) {
		if (type == byte[].class || type == Object.class) {
			return Incoming::payload;
		}
		if (type == String.class || type == CharSequence.class) {
			return Incoming::text;
		}
		TextConverter converter = new TextConverter(this.conversionService, payloadType(parameter), parameter);
		ObjectReader objects = (this.objectConverter != null) ? new ObjectReader(this.objectConverter, parameter, type)
				: null;
		return (isSimple(type) && converter.isPossible()) ? new SimplePayload(converter, objects, required)
				: object(parameter, objects, required);
	}

	/** Bytes and text have a value for no bytes at all. */
	private static boolean mayBeEmpty(Class<?> type) {
		return type == byte[].class || type.isAssignableFrom(String.class);
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

	private static Argument unlessEmpty(Argument reader, boolean required) {
		return (incoming) -> {
			if (incoming.payload().length > 0) {
				return reader.from(incoming);
			}
			if (required) {
				throw incoming.payloadInvalid("payload is empty", null);
			}
			return null;
		};
	}

	/** Whether a value of the type is made of text. */
	static boolean isSimple(Class<?> type) {
		return BeanUtils.isSimpleValueType(type) || TemporalAmount.class.isAssignableFrom(type);
	}

	private static Argument object(MethodParameter parameter, @Nullable ObjectReader objects, boolean required) {
		if (objects == null) {
			throw new IllegalArgumentException("to make " + MqttListenerArguments.describe(parameter)
					+ " of a payload needs Jackson: add spring-boot-starter-jackson, or take a byte[] or String");
		}
		String typeName = shortName(payloadType(parameter));
		return (incoming) -> {
			try {
				Object value = objects.read(incoming);
				if (value == null && required) {
					throw incoming.payloadInvalid("payload has no value to be read as " + typeName, null);
				}
				return value;
			}
			catch (MessageConversionException ex) {
				throw incoming.payloadInvalid("payload cannot be read as " + typeName + ": " + ex.getMessage(), ex);
			}
		};
	}

	/** The type without packages and enclosing classes, as in {@code List<Reading>}. */
	private static String shortName(ResolvableType type) {
		return type.toString().replaceAll("[\\w.$]*[.$]", "");
	}

	private Argument validated(MethodParameter parameter, Argument reader) {
		@Nullable Object[] hints = validationHints(parameter);
		if (hints == null) {
			return reader;
		}
		if (this.validator == null) {
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
				&& Arrays.stream(generic.getAnnotatedActualTypeArguments()).anyMatch(PayloadReaders::marksElements);
	}

}
