// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.UserProperty;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * Turns what the client delivers into Spring messages, and Spring messages into what the
 * client publishes. {@link MqttHeaders} names the headers.
 */
public final class MqttMessageMapper {

	private static final Map<String, Function<Delivery, @Nullable Object>> RECEIVED = received();

	private MqttMessageMapper() {
	}

	private static Map<String, Function<Delivery, @Nullable Object>> received() {
		Map<String, Function<Delivery, @Nullable Object>> headers = new LinkedHashMap<>();
		headers.put(MqttHeaders.RECEIVED_TOPIC, (delivery) -> delivery.message().topic());
		headers.put(MqttHeaders.RECEIVED_QOS, (delivery) -> delivery.message().qos());
		headers.put(MqttHeaders.RECEIVED_RETAINED, (delivery) -> delivery.message().retain());
		headers.put(MqttHeaders.DUPLICATE, Delivery::duplicate);
		headers.put(MqttHeaders.PACKET_ID, Delivery::packetId);
		headers.put(MqttHeaders.CONTENT_TYPE, (delivery) -> property(delivery, Property.CONTENT_TYPE));
		headers.put(MqttHeaders.PAYLOAD_FORMAT_INDICATOR,
				(delivery) -> property(delivery, Property.PAYLOAD_FORMAT_INDICATOR));
		headers.put(MqttHeaders.MESSAGE_EXPIRY, (delivery) -> {
			Long seconds = property(delivery, Property.MESSAGE_EXPIRY_INTERVAL);
			return (seconds != null) ? Duration.ofSeconds(seconds) : null;
		});
		headers.put(MqttHeaders.RESPONSE_TOPIC, (delivery) -> property(delivery, Property.RESPONSE_TOPIC));
		headers.put(MqttHeaders.CORRELATION_DATA, (delivery) -> property(delivery, Property.CORRELATION_DATA));
		headers.put(MqttHeaders.USER_PROPERTIES, (delivery) -> property(delivery, Property.USER_PROPERTIES));
		return Collections.unmodifiableMap(headers);
	}

	private static <T> @Nullable T property(Delivery delivery, Property<T> property) {
		return delivery.message().properties().get(property);
	}

	/**
	 * Turns a delivery into a Spring message.
	 * @param delivery what the client delivered
	 * @return a message with the payload itself, not a copy, and with the headers that
	 * the delivery has a value for
	 */
	public static Message<byte[]> toMessage(Delivery delivery) {
		return toMessage(delivery, delivery.message().payload());
	}

	/**
	 * Turns a delivery into a Spring message with another payload.
	 * @param <T> the type of the payload
	 * @param delivery what the client delivered
	 * @param payload what was made of its payload
	 * @return a message with the headers that the delivery has a value for
	 */
	public static <T> Message<T> toMessage(Delivery delivery, T payload) {
		return new GenericMessage<>(payload, toHeaders(delivery));
	}

	/**
	 * The headers of a delivery.
	 * @param delivery what the client delivered
	 * @return those that the delivery has a value for
	 */
	public static MessageHeaders toHeaders(Delivery delivery) {
		Map<String, Object> headers = new HashMap<>();
		RECEIVED.forEach((name, value) -> {
			Object present = value.apply(delivery);
			if (present != null) {
				headers.put(name, present);
			}
		});
		return new MessageHeaders(headers);
	}

	/**
	 * The names of the headers that a delivery can have.
	 * @return the names
	 */
	public static Set<String> receivedHeaders() {
		return RECEIVED.keySet();
	}

	/**
	 * One header of a delivery, without making the others.
	 * @param delivery what the client delivered
	 * @param name one of {@link #receivedHeaders()}
	 * @return the value, or null if the delivery has none
	 * @throws IllegalArgumentException if no delivery has such a header
	 */
	public static @Nullable Object receivedHeader(Delivery delivery, String name) {
		Function<Delivery, @Nullable Object> header = RECEIVED.get(name);
		if (header == null) {
			throw new IllegalArgumentException("header must be one of " + RECEIVED.keySet() + ", was \"" + name + "\"");
		}
		return header.apply(delivery);
	}

	/**
	 * Turns a Spring message into one that the client can publish.
	 * @param message a message whose payload is a {@code byte[]} and whose headers name
	 * at least the {@linkplain MqttHeaders#TOPIC topic}
	 * @return the message to publish
	 * @throws IllegalArgumentException if the topic is missing, the payload is something
	 * else, or a header's value is not allowed
	 */
	public static MqttMessage toMqttMessage(Message<?> message) {
		if (!(message.getPayload() instanceof byte[] payload)) {
			throw new IllegalArgumentException(
					"payload must be a byte[], was a " + message.getPayload().getClass().getName());
		}
		Headers headers = new Headers(message.getHeaders());
		String topic = headers.get(MqttHeaders.TOPIC, String.class);
		if (topic == null) {
			throw new IllegalArgumentException("message must have the header " + MqttHeaders.TOPIC);
		}
		MqttMessage.Builder builder = MqttMessage.builder(topic).payload(payload).qos(headers.qos());
		if (Boolean.TRUE.equals(headers.get(MqttHeaders.RETAINED, Boolean.class))) {
			builder.retain(true);
		}
		addProperties(builder, headers);
		return builder.build();
	}

	private static void addProperties(MqttMessage.Builder builder, Headers headers) {
		Object contentType = headers.get(MqttHeaders.CONTENT_TYPE, Object.class);
		if (contentType != null) {
			builder.contentType(contentType.toString()); // a String or a MimeType
		}
		Boolean text = headers.get(MqttHeaders.PAYLOAD_FORMAT_INDICATOR, Boolean.class);
		if (text != null) {
			builder.property(Property.PAYLOAD_FORMAT_INDICATOR, text);
		}
		Duration expiry = headers.get(MqttHeaders.MESSAGE_EXPIRY, Duration.class);
		if (expiry != null) {
			builder.messageExpiry(expiry);
		}
		String responseTopic = headers.get(MqttHeaders.RESPONSE_TOPIC, String.class);
		if (responseTopic != null) {
			builder.property(Property.RESPONSE_TOPIC, responseTopic);
		}
		byte[] correlationData = headers.get(MqttHeaders.CORRELATION_DATA, byte[].class);
		if (correlationData != null) {
			builder.property(Property.CORRELATION_DATA, correlationData);
		}
		for (UserProperty property : headers.userProperties()) {
			builder.userProperty(property.name(), property.value());
		}
	}

	/** The headers of a message to send, each with its type checked. */
	private record Headers(MessageHeaders values) {

		<T> @Nullable T get(String name, Class<T> type) {
			Object value = this.values.get(name);
			if (value != null && !type.isInstance(value)) {
				throw wrong(name, "a " + type.getSimpleName(), value);
			}
			return type.cast(value);
		}

		QoS qos() {
			Object value = this.values.get(MqttHeaders.QOS);
			if (value instanceof Number level) {
				return QoS.of(level.intValue());
			}
			QoS qos = get(MqttHeaders.QOS, QoS.class);
			return (qos != null) ? qos : QoS.AT_MOST_ONCE;
		}

		List<UserProperty> userProperties() {
			List<?> list = get(MqttHeaders.USER_PROPERTIES, List.class);
			if (list == null) {
				return List.of();
			}
			return list.stream().map((each) -> {
				if (!(each instanceof UserProperty property)) {
					throw wrong(MqttHeaders.USER_PROPERTIES, "a List of UserProperty", list);
				}
				return property;
			}).toList();
		}

		private static IllegalArgumentException wrong(String name, String rule, Object value) {
			return new IllegalArgumentException(
					"header " + name + " must be " + rule + ", was a " + value.getClass().getName());
		}

	}

}
