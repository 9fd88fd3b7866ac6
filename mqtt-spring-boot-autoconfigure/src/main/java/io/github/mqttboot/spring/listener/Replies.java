// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.MqttOperations;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ObjectUtils;

/**
 * Sends what a listener's method returns: to the response topic of the message (section
 * 4.10), or else where {@code @SendTo} says, or else nowhere.
 */
final class Replies {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

	private final MqttOperations template;

	private final @Nullable String sendTo;

	private Replies(MqttOperations template, @Nullable String sendTo) {
		this.template = template;
		this.sendTo = sendTo;
	}

	/**
	 * Whether a method returns something to reply with, now or as the end of a stage.
	 * What the client says of a publish is nothing to reply with.
	 * @param method the method
	 * @param type the class of the bean
	 * @return false if it returns nothing, or a stage of nothing that is known
	 * @throws IllegalArgumentException if nobody can reply with what it returns
	 */
	static boolean areReturnedBy(Method method, Class<?> type) {
		ResolvableType returned = ResolvableType.forMethodReturnType(method, type);
		Class<?> value = CompletionStage.class.isAssignableFrom(returned.toClass())
				? returned.as(CompletionStage.class).getGeneric(0).resolve() : returned.toClass();
		if (value == null || value == void.class || value == Void.class || value == PublishResult.class) {
			return false;
		}
		if (value == MqttMessage.class) {
			throw new IllegalArgumentException("a listener must not return an MqttMessage, as where a reply goes is not"
					+ " its to say: return the payload, or a Message with headers");
		}
		if (Future.class.isAssignableFrom(value)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(value) != null) {
			throw new IllegalArgumentException(
					"a listener must return nothing, a value or a CompletionStage, returns " + returned);
		}
		return true;
	}

	/**
	 * Checks where replies shall go.
	 * @param template sends them
	 * @param sendTo the topic for replies to messages without a response topic, in which
	 * names in braces stand for variables of the topic; null for none
	 * @param topics the listener's topics
	 * @return sends replies
	 * @throws IllegalArgumentException if one of the topics does not have the variables,
	 * no topic can come of it, or one that the listener subscribes to itself
	 */
	static Replies of(MqttOperations template, @Nullable String sendTo, List<MqttListenerEndpoint.Topic> topics) {
		if (sendTo != null) {
			topics.forEach((from) -> checkAgainst(topics, sendTo, example(sendTo, from.template())));
		}
		return new Replies(template, sendTo);
	}

	/** Where the reply to some message goes. */
	private static TopicName example(String sendTo, TopicTemplate from) {
		String[] values = from.values(DeadLetters.anyTopic(from.filter()));
		String example = filled(sendTo, (name) -> {
			int index = from.names().indexOf(name);
			if (index < 0) {
				throw new IllegalArgumentException("@SendTo must have no variables but those of all topics, was \""
						+ sendTo + "\", and {" + name + "} is not in \"" + from + "\"");
			}
			return values[index];
		});
		if (example.indexOf('{') >= 0 || example.indexOf('}') >= 0) {
			throw new IllegalArgumentException(
					"@SendTo must have braces around variables alone, was \"" + sendTo + "\"");
		}
		try {
			return TopicName.of(example);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("@SendTo must give a topic, was \"" + sendTo + "\": " + ex.getMessage(),
					ex);
		}
	}

	/** A reply that came back would be replied to, without end. */
	private static void checkAgainst(List<MqttListenerEndpoint.Topic> topics, String sendTo, TopicName example) {
		boolean comesBack = topics.stream()
			.map(MqttListenerEndpoint.Topic::subscription)
			.anyMatch((own) -> !own.noLocal() && own.filter().matches(example));
		if (comesBack) {
			throw new IllegalArgumentException("@SendTo must not lead back to the listener, was \"" + sendTo + "\": \""
					+ example + "\" matches one of its filters");
		}
	}

	private static String filled(String sendTo, UnaryOperator<String> values) {
		return VARIABLE.matcher(sendTo)
			.replaceAll((variable) -> Matcher.quoteReplacement(values.apply(variable.group(1))));
	}

	/**
	 * Sends a reply, if there is something to send and somewhere to send it.
	 * @param result what the method has returned
	 * @param incoming the message
	 * @return a stage that ends when the server has taken the reply; fails with
	 * {@link ReplyException} if it could not be sent
	 */
	CompletionStage<?> send(@Nullable Object result, Incoming incoming) {
		return (result instanceof CompletionStage<?> stage) ? stage.thenCompose((value) -> reply(value, incoming))
				: reply(result, incoming);
	}

	private CompletionStage<?> reply(@Nullable Object result, Incoming incoming) {
		Object value = ObjectUtils.unwrapOptional(result);
		String topic = (value != null) ? topic(incoming) : null;
		if (value == null || topic == null) {
			return CompletableFuture.completedFuture(null);
		}
		CompletableFuture<PublishResult> published;
		try {
			published = publish(value, topic, incoming.delivery().message());
		}
		catch (RuntimeException ex) {
			throw new ReplyException(topic, ex);
		}
		return published.handle((taken, failure) -> {
			if (failure != null) {
				throw new ReplyException(topic, Handling.causeOf(failure));
			}
			return taken;
		});
	}

	private @Nullable String topic(Incoming incoming) {
		String asked = incoming.delivery().message().properties().get(Property.RESPONSE_TOPIC);
		if (asked != null || this.sendTo == null) {
			return asked;
		}
		List<String> names = incoming.template().names();
		return filled(this.sendTo, (name) -> incoming.variable(names.indexOf(name)));
	}

	private CompletableFuture<PublishResult> publish(Object value, String topic, MqttMessage request) {
		byte[] correlationData = request.properties().get(Property.CORRELATION_DATA);
		if (value instanceof Message<?> message) {
			return this.template.send(addressed(message, topic, request, correlationData));
		}
		return this.template.convertAndSend(topic, value, (reply) -> {
			reply.qos(request.qos()).retain(false);
			if (correlationData != null) {
				reply.property(Property.CORRELATION_DATA, correlationData);
			}
		});
	}

	private static Message<?> addressed(Message<?> message, String topic, MqttMessage request,
			byte @Nullable [] correlationData) {
		Map<String, Object> headers = new HashMap<>(message.getHeaders());
		headers.put(MqttHeaders.TOPIC, topic);
		headers.putIfAbsent(MqttHeaders.QOS, request.qos());
		headers.putIfAbsent(MqttHeaders.RETAINED, false);
		if (correlationData != null) {
			headers.put(MqttHeaders.CORRELATION_DATA, correlationData);
		}
		return new GenericMessage<>(message.getPayload(), headers);
	}

}
