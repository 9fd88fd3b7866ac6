// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.lang.reflect.TypeVariable;
import java.time.temporal.TemporalAmount;

import io.github.mqttboot.protocol.MqttMessage;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Chooses by the type that is wanted how a payload is read: for the parameters of
 * listeners, and for the replies that a template gets.
 */
public final class PayloadReaders {

	private final ConversionService conversionService;

	private final @Nullable MessageConverter objectConverter;

	/**
	 * Joins what reads.
	 * @param conversionService makes simple values of text
	 * @param objectConverter makes all other objects; null if there is no way to
	 */
	public PayloadReaders(ConversionService conversionService, @Nullable MessageConverter objectConverter) {
		this.conversionService = conversionService;
		this.objectConverter = objectConverter;
	}

	/**
	 * Chooses a reader.
	 * @param what what the payload is read for, for messages
	 * @param parameter what it is read for, for the converter
	 * @param type the type of the value
	 * @param required whether there must be a value
	 * @return the reader
	 * @throws IllegalArgumentException if nothing can read a payload as the type
	 */
	public PayloadReader reader(String what, MethodParameter parameter, ResolvableType type, boolean required) {
		if (type.resolve() == null && type.getType() instanceof TypeVariable) {
			throw new IllegalArgumentException(what + " must not have a type that its class leaves open");
		}
		Class<?> valueClass = type.resolve(Object.class);
		PayloadTypes.check(valueClass, what);
		PayloadReader reader = choose(what, parameter, type, required);
		return (required && mayBeEmpty(valueClass)) ? reader : unlessEmpty(reader, required);
	}

	private PayloadReader choose(String what, MethodParameter parameter, ResolvableType type, boolean required) {
		Class<?> valueClass = type.resolve(Object.class);
		if (valueClass == byte[].class || valueClass == Object.class) {
			return MqttMessage::payload;
		}
		if (valueClass == String.class || valueClass == CharSequence.class) {
			return TextConverter::text;
		}
		TextConverter converter = new TextConverter(this.conversionService, type, parameter);
		ObjectReader objects = (this.objectConverter != null)
				? new ObjectReader(this.objectConverter, parameter, valueClass) : null;
		if (isSimple(valueClass) && converter.isPossible()) {
			return new SimplePayload(converter, objects, required);
		}
		if (objects == null) {
			throw new IllegalArgumentException("to make " + what
					+ " of a payload needs Jackson: add spring-boot-starter-jackson, or take a byte[] or String");
		}
		return object(objects, shortName(type), required);
	}

	/**
	 * Whether a value of a type is made of text.
	 * @param type the type
	 * @return true for numbers, enums, times and the like
	 */
	public static boolean isSimple(Class<?> type) {
		return BeanUtils.isSimpleValueType(type) || TemporalAmount.class.isAssignableFrom(type);
	}

	private static PayloadReader object(ObjectReader objects, String typeName, boolean required) {
		return (message) -> {
			Object value;
			try {
				value = objects.read(message);
			}
			catch (MessageConversionException ex) {
				throw new MessageConversionException("payload cannot be read as " + typeName + ": " + ex.getMessage(),
						ex);
			}
			if (value == null && required) {
				throw new MessageConversionException("payload has no value to be read as " + typeName);
			}
			return value;
		};
	}

	/** The type without packages and enclosing classes, as in {@code List<Reading>}. */
	private static String shortName(ResolvableType type) {
		return type.toString().replaceAll("[\\w.$]*[.$]", "");
	}

	/** Bytes and text have a value for no bytes at all. */
	private static boolean mayBeEmpty(Class<?> type) {
		return type == byte[].class || type.isAssignableFrom(String.class);
	}

	private static PayloadReader unlessEmpty(PayloadReader reader, boolean required) {
		return (message) -> {
			if (message.payload().length > 0) {
				return reader.read(message);
			}
			if (required) {
				throw new MessageConversionException("payload is empty");
			}
			return null;
		};
	}

}
