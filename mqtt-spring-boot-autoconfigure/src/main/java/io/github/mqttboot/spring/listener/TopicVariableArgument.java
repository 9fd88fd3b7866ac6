// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.Arrays;
import java.util.List;

import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.TextConverter;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;

/** A variable of the topic. */
final class TopicVariableArgument implements Argument {

	private static final int ABSENT = -1;

	private final String name;

	/** For each topic of the listener, where the variable is among its names. */
	private final int[] indexes;

	private final TextConverter converter;

	private TopicVariableArgument(String name, int[] indexes, TextConverter converter) {
		this.name = name;
		this.indexes = indexes;
		this.converter = converter;
	}

	static Argument of(MethodParameter parameter, String name, List<TopicTemplate> templates,
			ConversionService conversionService) {
		int[] indexes = templates.stream().mapToInt((template) -> template.names().indexOf(name)).toArray();
		long without = Arrays.stream(indexes).filter((index) -> index == ABSENT).count();
		if (without == indexes.length) {
			throw new IllegalArgumentException(
					"topic variable '" + name + "' must be in one of the topics, was not in " + templates);
		}
		if (without > 0 && !parameter.isOptional()) {
			throw new IllegalArgumentException("topic variable '" + name + "' must be in all topics or "
					+ MqttListenerArguments.describe(parameter) + " be Optional or @Nullable, topics were "
					+ templates);
		}
		TextConverter converter = new TextConverter(conversionService, MqttListenerArguments.valueType(parameter),
				parameter);
		if (!converter.isPossible()) {
			throw new IllegalArgumentException(
					"topic variable '" + name + "' cannot be converted to " + converter.typeName());
		}
		return MqttListenerArguments.wrap(parameter, new TopicVariableArgument(name, indexes, converter));
	}

	@Override
	public @Nullable Object from(Incoming incoming) {
		int index = this.indexes[incoming.topicIndex()];
		if (index == ABSENT) {
			return null;
		}
		String text = incoming.variable(index);
		try {
			Object value = this.converter.convert(text);
			if (value != null) {
				return value;
			}
		}
		catch (ConversionException ex) {
			throw invalid(incoming, text, ex);
		}
		throw invalid(incoming, text, null);
	}

	private MqttListenerException invalid(Incoming incoming, String text, @Nullable ConversionException cause) {
		return incoming.notCalled(ReasonCode.TOPIC_NAME_INVALID, "topic variable '" + this.name + "' is \"" + text
				+ "\", which cannot be read as " + this.converter.typeName(), cause);
	}

}
