// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.MqttMessageMapper;
import io.github.mqttboot.spring.PayloadReaders;
import io.github.mqttboot.spring.TextConverter;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.ValueConstants;

/** A header of the message. */
final class HeaderArgument implements Argument {

	private final String name;

	private final TypeDescriptor type;

	private final boolean required;

	private final @Nullable String defaultValue;

	private final ConversionService conversionService;

	private HeaderArgument(String name, TypeDescriptor type, boolean required, @Nullable String defaultValue,
			ConversionService conversionService) {
		this.name = name;
		this.type = type;
		this.required = required;
		this.defaultValue = defaultValue;
		this.conversionService = conversionService;
	}

	static Argument of(MethodParameter parameter, Header header, ConversionService conversionService) {
		String name = MqttListenerArguments.nameOf(parameter, header.name());
		if (!MqttMessageMapper.receivedHeaders().contains(name)) {
			throw new IllegalArgumentException("the header of " + MqttListenerArguments.describe(parameter)
					+ " must be one of " + MqttMessageMapper.receivedHeaders() + ", was \"" + name + "\"");
		}
		boolean hasDefault = !header.defaultValue().equals(ValueConstants.DEFAULT_NONE);
		boolean required = header.required() && !hasDefault && !parameter.isOptional();
		if (!required && !hasDefault && parameter.getParameterType().isPrimitive()) {
			throw new IllegalArgumentException(MqttListenerArguments.describe(parameter)
					+ " must not be primitive, as the header \"" + name + "\" may be absent");
		}
		return MqttListenerArguments.wrap(parameter,
				new HeaderArgument(name,
						new TypeDescriptor(MqttListenerArguments.valueType(parameter), null,
								parameter.getParameterAnnotations()),
						required, hasDefault ? header.defaultValue() : null, conversionService));
	}

	@Override
	public @Nullable Object from(Incoming incoming) {
		Object value = MqttMessageMapper.receivedHeader(incoming.delivery(), this.name);
		if (value == null) {
			value = this.defaultValue;
		}
		if (value == null) {
			if (this.required) {
				throw incoming.notCalled(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
						"the message has no header \"" + this.name + "\"", null);
			}
			return null;
		}
		if (this.type.getObjectType().isInstance(value)) {
			return value;
		}
		try {
			return this.conversionService
				.convert((value instanceof byte[] bytes && isText()) ? text(incoming, bytes) : value, this.type);
		}
		catch (ConversionException ex) {
			throw incoming.notCalled(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
					"header \"" + this.name + "\" cannot be converted to " + this.type.getType().getSimpleName(), ex);
		}
	}

	/** Whether the parameter is something that is made of text. */
	private boolean isText() {
		return PayloadReaders.isSimple(this.type.getObjectType());
	}

	private String text(Incoming incoming, byte[] bytes) {
		String text = TextConverter.decode(bytes);
		if (text == null) {
			throw incoming.notCalled(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
					"header \"" + this.name + "\" is not text in UTF-8", null);
		}
		return text;
	}

}
