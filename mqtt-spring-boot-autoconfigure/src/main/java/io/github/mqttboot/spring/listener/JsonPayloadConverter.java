// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.Collection;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Reads payloads as JSON, whatever their content type says: a parameter that is neither
 * bytes nor text nor a simple value asks for JSON, and most devices say nothing or
 * {@code text/plain}. Its errors say where the payload does not fit, or what the
 * application's own classes have thrown, and never quote it.
 */
public final class JsonPayloadConverter extends JacksonJsonMessageConverter {

	/**
	 * Makes a converter.
	 * @param mapper the application's mapper
	 */
	public JsonPayloadConverter(JsonMapper mapper) {
		super(mapper);
	}

	@Override
	protected boolean supportsMimeType(@Nullable MessageHeaders headers) {
		return true;
	}

	@Override
	protected @Nullable Object convertFromInternal(Message<?> message, Class<?> targetClass,
			@Nullable Object conversionHint) {
		try {
			return super.convertFromInternal(message, targetClass, conversionHint);
		}
		catch (MessageConversionException ex) {
			if (ex.getCause() instanceof JacksonException cause) {
				throw new MessageConversionException(describe(cause, message.getPayload()), cause);
			}
			throw ex;
		}
	}

	private static String describe(JacksonException cause, Object payload) {
		TokenStreamLocation location = cause.getLocation();
		if (cause instanceof StreamReadException && !(cause instanceof InputCoercionException)) {
			return "it is not JSON" + place(location);
		}
		String path = path(cause);
		Throwable thrown = ApplicationCause.of(cause);
		if (thrown != null && thrown.getMessage() != null) {
			return (path.isEmpty() ? "" : path + ": ") + thrown.getMessage() + place(location);
		}
		return (path.isEmpty() ? "it" : path) + (isMissing(cause, payload) ? " is missing" : " is not " + wanted(cause))
				+ place(location);
	}

	/**
	 * Whether there is no value at all: then Jackson has found the end of the object,
	 * where any other value would begin.
	 */
	private static boolean isMissing(JacksonException cause, Object payload) {
		TokenStreamLocation location = cause.getLocation();
		if (!(cause instanceof MismatchedInputException) || location == null || !(payload instanceof byte[] bytes)) {
			return false;
		}
		long offset = location.getByteOffset();
		return offset >= 0 && offset < bytes.length && bytes[(int) offset] == '}';
	}

	private static String wanted(JacksonException cause) {
		Class<?> type = targetType(cause);
		if (type == null) {
			return "what it must be";
		}
		return (type.isArray() || Collection.class.isAssignableFrom(type)) ? "an array" : type.getSimpleName();
	}

	private static @Nullable Class<?> targetType(JacksonException cause) {
		if (cause instanceof InputCoercionException outOfRange) {
			return outOfRange.getTargetType();
		}
		return (cause instanceof MismatchedInputException mismatch) ? mismatch.getTargetType() : null;
	}

	private static String path(JacksonException cause) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : cause.getPath()) {
			String property = reference.getPropertyName();
			if (property != null) {
				path.append(path.isEmpty() ? "" : ".").append(property);
			}
			else {
				path.append('[').append(reference.getIndex()).append(']');
			}
		}
		return path.toString();
	}

	private static String place(@Nullable TokenStreamLocation location) {
		return (location != null && location.getLineNr() > 0)
				? " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")" : "";
	}

}
