// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.List;
import java.util.Set;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.MqttMessageMapper;
import io.github.mqttboot.spring.PayloadReaders;
import io.github.mqttboot.spring.TextConverter;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.ValueConstants;

/** A header of the message, or the user property of that name. */
final class HeaderArgument implements Argument {

	/** What every Spring message has for itself. */
	private static final Set<String> OF_SPRING = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP);

	private final String name;

	private final boolean userProperty;

	private final TypeDescriptor type;

	private final boolean required;

	private final @Nullable String defaultValue;

	private final ConversionService conversionService;

	private HeaderArgument(String name, TypeDescriptor type, boolean required, @Nullable String defaultValue,
			ConversionService conversionService) {
		this.name = name;
		this.userProperty = !MqttMessageMapper.receivedHeaders().contains(name);
		this.type = type;
		this.required = required;
		this.defaultValue = defaultValue;
		this.conversionService = conversionService;
	}

	static Argument of(MethodParameter parameter, Header header, MqttVersion version,
			ConversionService conversionService) {
		String name = MqttListenerArguments.nameOf(parameter, header.name());
		boolean reserved = name.startsWith(MqttHeaders.PREFIX) || OF_SPRING.contains(name);
		if (reserved && !MqttMessageMapper.receivedHeaders().contains(name)) {
			throw new IllegalArgumentException("the header of " + MqttListenerArguments.describe(parameter)
					+ " must be one of " + MqttMessageMapper.receivedHeaders()
					+ " or the name of a user property that neither begins with " + MqttHeaders.PREFIX
					+ " nor is one of " + OF_SPRING.stream().sorted().toList() + ", was \"" + name + "\"");
		}
		boolean hasDefault = !header.defaultValue().equals(ValueConstants.DEFAULT_NONE);
		boolean required = header.required() && !hasDefault && !parameter.isOptional();
		if (required && version == MqttVersion.V3_1_1 && !MqttMessageMapper.receivedHeaders().contains(name)) {
			throw new IllegalArgumentException("the header of " + MqttListenerArguments.describe(parameter)
					+ " is a user property, as it is none of " + MqttMessageMapper.receivedHeaders()
					+ ", so it must not be required where the client speaks MQTT 3.1.1, was \"" + name + "\"");
		}
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
		Object value = this.userProperty ? userProperty(incoming.delivery().message())
				: MqttMessageMapper.receivedHeader(incoming.delivery(), this.name);
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
		if (this.type.getObjectType().isInstance(value) && !(this.userProperty && takesAll())) {
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

	/** The first one of several, as it is used for tracing, too; or a list of them. */
	private @Nullable Object userProperty(MqttMessage message) {
		List<String> values = message.userProperties()
			.stream()
			.filter((property) -> property.name().equals(this.name))
			.map(UserProperty::value)
			.toList();
		if (values.isEmpty()) {
			return null;
		}
		return takesAll() ? values : values.get(0);
	}

	private boolean takesAll() {
		return this.type.isCollection() || this.type.isArray();
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
