// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Sends messages through a client.
 *
 * <pre>{@code
 * template.convertAndSend("plant/press-1/temperature", new Reading(71.5));
 * template.convertAndSend("plant/press-1/state", "running", (message) -> message.retain(true));
 * }</pre>
 *
 * May be used by any number of threads.
 */
public final class MqttTemplate implements MqttOperations {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(null);

	private final MqttClient client;

	private final MessageConverter converter;

	private final QoS qos;

	private final boolean retain;

	/**
	 * Makes a template.
	 * @param client what to send with
	 * @param converter writes payloads that are neither bytes nor text, as bytes or text
	 * @param qos the QoS of converted messages
	 * @param retain the retain flag of converted messages
	 */
	public MqttTemplate(MqttClient client, MessageConverter converter, QoS qos, boolean retain) {
		this.client = client;
		this.converter = converter;
		this.qos = qos;
		this.retain = retain;
	}

	@Override
	public CompletableFuture<PublishResult> send(MqttMessage message) {
		return this.client.publish(message);
	}

	@Override
	public CompletableFuture<PublishResult> convertAndSend(String topic, @Nullable Object payload,
			Consumer<MqttMessage.Builder> customizer) {
		MqttMessage.Builder message = MqttMessage.builder(topic).qos(this.qos).retain(this.retain);
		write(payload, message, topic);
		customizer.accept(message);
		return this.client.publish(message.build());
	}

	private void write(@Nullable Object payload, MqttMessage.Builder message, String topic) {
		if (payload instanceof byte[] bytes) {
			message.payload(bytes);
		}
		else if (payload instanceof CharSequence text) {
			message.payload(text.toString());
			describe(message, "text/plain", true);
		}
		else if (payload != null) {
			writeConverted(payload, message, topic);
		}
	}

	private void writeConverted(Object payload, MqttMessage.Builder message, String topic) {
		if (payload instanceof MqttMessage || payload instanceof Message) {
			throw new IllegalArgumentException(
					"payload must not be a whole message, was " + payload.getClass().getName() + ": send it as it is");
		}
		Message<?> converted = this.converter.toMessage(payload, NO_HEADERS);
		if (converted == null) {
			throw new MessageConversionException(
					"no converter can write " + payload.getClass().getName() + " for topic \"" + topic + "\"");
		}
		Object contentType = converted.getHeaders().get(MessageHeaders.CONTENT_TYPE);
		String type = (contentType != null) ? contentType.toString() : null;
		if (converted.getPayload() instanceof String text) {
			message.payload(text);
			describe(message, type, true);
		}
		else {
			message.payload((byte[]) converted.getPayload());
			describe(message, type, isText(type));
		}
	}

	private static boolean isText(@Nullable String type) {
		return type != null && (type.startsWith("application/json") || type.endsWith("+json"));
	}

	/** MQTT 3.1.1 has no way to say what a payload is. */
	private void describe(MqttMessage.Builder message, @Nullable String contentType, boolean utf8) {
		if (this.client.options().version() == MqttVersion.V3_1_1) {
			return;
		}
		if (contentType != null) {
			message.contentType(contentType);
		}
		if (utf8) {
			message.property(Property.PAYLOAD_FORMAT_INDICATOR, true);
		}
	}

}
