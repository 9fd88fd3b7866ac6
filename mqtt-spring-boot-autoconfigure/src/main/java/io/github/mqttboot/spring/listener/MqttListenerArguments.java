// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.MqttMessageMapper;
import io.github.mqttboot.spring.PayloadReaders;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Validator;

/**
 * Plans how the arguments of listener methods are made. What can be decided from the
 * method alone is decided once, at start.
 */
public final class MqttListenerArguments {

	private final ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

	private final ConversionService conversionService;

	private final PayloadArguments payloads;

	/**
	 * Makes a planner.
	 * @param conversionService makes simple values of text: of payloads, topic variables
	 * and headers
	 * @param objectConverter makes all other objects of payloads, mostly a
	 * {@link JsonPayloadConverter}; what its
	 * {@link org.springframework.messaging.converter.MessageConversionException} says is
	 * logged, so it must not quote the payload. Null if there is no way to make them
	 * @param validator validates the payloads that are marked for it; null if there is no
	 * way to
	 */
	public MqttListenerArguments(ConversionService conversionService, @Nullable MessageConverter objectConverter,
			@Nullable Validator validator) {
		this.conversionService = conversionService;
		this.payloads = new PayloadArguments(new PayloadReaders(conversionService, objectConverter), validator);
	}

	static void checkManual(Method method) {
		if (!Arrays.asList(method.getParameterTypes()).contains(Delivery.class)) {
			throw new IllegalArgumentException(
					"a listener with ackMode MANUAL must have a Delivery parameter to acknowledge with, has none");
		}
	}

	/**
	 * Plans the arguments of a method.
	 * @param method the method
	 * @param type the class of the bean
	 * @param templates the listener's topics
	 * @param version what the listener's client speaks
	 * @param batch whether each parameter is a list with an element for each message
	 * @return one argument for each parameter, or for the elements of its list
	 * @throws IllegalArgumentException if a parameter can never be given a value
	 */
	Argument[] plan(Method method, Class<?> type, List<TopicTemplate> templates, MqttVersion version, boolean batch) {
		MethodParameter[] parameters = new ListenerMethod(method, type).getMethodParameters();
		Argument[] plan = new Argument[parameters.length];
		MethodParameter payload = null;
		for (int i = 0; i < parameters.length; i++) {
			parameters[i].initParameterNameDiscovery(this.names);
			MethodParameter parameter = batch ? ElementParameter.of(parameters[i]) : parameters[i];
			Argument argument = special(parameter, templates, version);
			if (argument == null) {
				checkOnePayload(payload, parameter, templates);
				payload = parameter;
				argument = this.payloads.argument(parameter);
			}
			plan[i] = argument;
		}
		return plan;
	}

	/** The argument of a parameter that is not for the payload, or null if it is. */
	private @Nullable Argument special(MethodParameter parameter, List<TopicTemplate> templates, MqttVersion version) {
		Class<?> type = parameter.getParameterType();
		if (type == MessageHeaders.class || parameter.hasParameterAnnotation(Headers.class)) {
			return headers(parameter);
		}
		if (type == Message.class) {
			return message(this.payloads.argument(parameter));
		}
		if (type == Delivery.class) {
			return Incoming::delivery;
		}
		if (type == MqttMessage.class) {
			return (incoming) -> incoming.delivery().message();
		}
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return HeaderArgument.of(parameter, header, version, this.conversionService);
		}
		String variable = variable(parameter, templates);
		return (variable != null) ? TopicVariableArgument.of(parameter, variable, templates, this.conversionService)
				: null;
	}

	private static @Nullable String variable(MethodParameter parameter, List<TopicTemplate> templates) {
		TopicVariable own = parameter.getParameterAnnotation(TopicVariable.class);
		if (own != null) {
			return nameOf(parameter, own.value());
		}
		DestinationVariable springs = parameter.getParameterAnnotation(DestinationVariable.class);
		if (springs != null) {
			return nameOf(parameter, springs.value());
		}
		String name = parameter.getParameterName();
		boolean namedLikeOne = name != null && !parameter.hasParameterAnnotation(Payload.class)
				&& templates.stream().anyMatch((template) -> template.names().contains(name));
		return namedLikeOne ? name : null;
	}

	static String nameOf(MethodParameter parameter, String written) {
		String name = written.isEmpty() ? parameter.getParameterName() : written;
		if (name == null) {
			throw new IllegalArgumentException(describe(parameter)
					+ " must have its name in the annotation, or the class must be compiled with -parameters");
		}
		return name;
	}

	private static void checkOnePayload(@Nullable MethodParameter first, MethodParameter second,
			List<TopicTemplate> templates) {
		if (first != null) {
			throw new IllegalArgumentException("only one parameter must be for the payload, were " + describe(first)
					+ " and " + describe(second) + "; variables of the topic must be named like one of "
					+ templates.stream().flatMap((template) -> template.names().stream()).distinct().toList()
					+ " or marked @TopicVariable, headers marked @Header" + ((second.getParameterName() != null) ? ""
							: "; no parameter has a name here, as the class was not compiled with -parameters"));
		}
	}

	private static Argument headers(MethodParameter parameter) {
		if (!parameter.getParameterType().isAssignableFrom(MessageHeaders.class)
				|| !Map.class.isAssignableFrom(parameter.getParameterType())) {
			throw new IllegalArgumentException(
					describe(parameter) + " marked @Headers must be a MessageHeaders or a Map");
		}
		return (incoming) -> MqttMessageMapper.toHeaders(incoming.delivery());
	}

	private static Argument message(Argument payload) {
		return (incoming) -> {
			Object value = payload.from(incoming);
			if (value == null) {
				throw incoming.payloadInvalid("payload is empty", null);
			}
			return MqttMessageMapper.toMessage(incoming.delivery(), value);
		};
	}

	/** The type of the parameter, or what is in it if it is an Optional. */
	static ResolvableType valueType(MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		return (parameter.getParameterType() == Optional.class) ? type.getGeneric(0) : type;
	}

	/**
	 * Puts a value into an Optional if the parameter wants one.
	 * @param parameter the parameter
	 * @param argument makes the value
	 * @return an argument of the parameter's type
	 */
	static Argument wrap(MethodParameter parameter, Argument argument) {
		return (parameter.getParameterType() == Optional.class)
				? (incoming) -> Optional.ofNullable(argument.from(incoming)) : argument;
	}

	static String describe(MethodParameter parameter) {
		if (parameter instanceof ElementParameter element) {
			return describe(element.list());
		}
		String name = parameter.getParameterName();
		return "parameter " + ((name != null) ? "'" + name + "'" : String.valueOf(parameter.getParameterIndex()))
				+ " of type " + parameter.getGenericParameterType().getTypeName();
	}

	/**
	 * Finds the annotations of parameters on interfaces, too, and resolves the type
	 * variables of classes that the bean's class extends.
	 */
	private static final class ListenerMethod extends AnnotatedMethod {

		private final Class<?> type;

		ListenerMethod(Method method, Class<?> type) {
			super(method);
			this.type = type;
		}

		@Override
		protected Class<?> getContainingClass() {
			return this.type;
		}

	}

}
