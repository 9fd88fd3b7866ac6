// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.springframework.messaging.support.GenericMessage;

/**
 * Sends messages through a client.
 *
 * <pre>{@code
 * template.convertAndSend("plant/press-1/temperature", new Reading(71.5));
 * template.convertAndSend("plant/press-1/state", "running", (message) -> message.retain(true));
 * }</pre>
 *
 * May be used by any number of threads. The log is told where sending has failed, of one
 * message every ten seconds at most.
 */
public final class MqttTemplate implements MqttOperations {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(null);

	private final MqttClient client;

	private final @Nullable MessageConverter converter;

	private final QoS qos;

	private final boolean retain;

	private final List<MqttSendInterceptor> interceptors;

	private final SendFailures failures = new SendFailures(System::nanoTime);

	/**
	 * Makes a template.
	 * @param client what to send with
	 * @param converter writes payloads that are neither bytes nor text, as bytes or text;
	 * null if there is no way to
	 * @param qos the QoS of messages that say nothing about it
	 * @param retain the retain flag of messages that say nothing about it
	 */
	public MqttTemplate(MqttClient client, @Nullable MessageConverter converter, QoS qos, boolean retain) {
		this(client, converter, qos, retain, List.of());
	}

	/**
	 * Makes a template with interceptors.
	 * @param client what to send with
	 * @param converter writes payloads that are neither bytes nor text, as bytes or text;
	 * null if there is no way to
	 * @param qos the QoS of messages that say nothing about it
	 * @param retain the retain flag of messages that say nothing about it
	 * @param interceptors stand around everything that is sent, the first one outermost
	 */
	public MqttTemplate(MqttClient client, @Nullable MessageConverter converter, QoS qos, boolean retain,
			List<MqttSendInterceptor> interceptors) {
		this.client = client;
		this.converter = converter;
		this.qos = qos;
		this.retain = retain;
		this.interceptors = List.copyOf(interceptors);
	}

	@Override
	public CompletableFuture<PublishResult> send(MqttMessage message) {
		return this.interceptors.isEmpty() ? publish(message) : new Step(0, message).proceed(message);
	}

	@Override
	public CompletableFuture<PublishResult> send(Message<?> message) {
		Map<String, Object> headers = new HashMap<>(message.getHeaders());
		Payload payload = payload(message.getPayload(), message.getHeaders());
		headers.putIfAbsent(MqttHeaders.QOS, this.qos);
		headers.putIfAbsent(MqttHeaders.RETAINED, this.retain);
		if (!isVersion5()) {
			headers.remove(MqttHeaders.CONTENT_TYPE); // other protocols have it, too
		}
		else {
			if (payload.contentType() != null) {
				headers.putIfAbsent(MqttHeaders.CONTENT_TYPE, payload.contentType());
			}
			if (payload.utf8()) {
				headers.putIfAbsent(MqttHeaders.PAYLOAD_FORMAT_INDICATOR, true);
			}
		}
		return send(MqttMessageMapper.toMqttMessage(new GenericMessage<>(payload.bytes(), headers)));
	}

	@Override
	public CompletableFuture<PublishResult> convertAndSend(String topic, @Nullable Object payload,
			Consumer<MqttMessage.Builder> customizer) {
		MqttMessage.Builder message = MqttMessage.builder(topic).qos(this.qos).retain(this.retain);
		if (payload != null) {
			write(payload(payload, NO_HEADERS), message);
		}
		customizer.accept(message);
		return send(message.build());
	}

	private CompletableFuture<PublishResult> publish(MqttMessage message) {
		CompletableFuture<PublishResult> published = this.client.publish(message);
		published.whenComplete((result, failure) -> {
			if (failure != null) {
				this.failures.add(message, failure);
			}
		});
		return published;
	}

	private void write(Payload payload, MqttMessage.Builder message) {
		message.payload(payload.bytes());
		if (!isVersion5()) {
			return; // 3.1.1 has no way to say what a payload is
		}
		if (payload.contentType() != null) {
			message.contentType(payload.contentType());
		}
		if (payload.utf8()) {
			message.property(Property.PAYLOAD_FORMAT_INDICATOR, true);
		}
	}

	private boolean isVersion5() {
		return this.client.options().version() == MqttVersion.V5;
	}

	private Payload payload(Object object, MessageHeaders headers) {
		if (object instanceof byte[] bytes) {
			return new Payload(bytes, null, false);
		}
		if (object instanceof CharSequence text) {
			return Payload.ofText(text.toString(), "text/plain");
		}
		if (object instanceof MqttMessage || object instanceof Message) {
			throw new IllegalArgumentException(
					"payload must not be a whole message, was a " + object.getClass().getName() + ": use send");
		}
		return converted(object, headers);
	}

	private Payload converted(Object object, MessageHeaders headers) {
		Message<?> message = (this.converter != null) ? this.converter.toMessage(object, headers) : null;
		if (message == null) {
			throw new MessageConversionException("there is no converter that can write a " + object.getClass().getName()
					+ ((this.converter == null) ? ": Jackson is missing" : ""));
		}
		Object contentType = message.getHeaders().get(MessageHeaders.CONTENT_TYPE);
		String type = (contentType != null) ? contentType.toString() : null;
		if (message.getPayload() instanceof String text) {
			return Payload.ofText(text, type);
		}
		return new Payload((byte[]) message.getPayload(), type, isJson(type));
	}

	/** JSON is UTF-8 [RFC 8259 section 8.1]. */
	private static boolean isJson(@Nullable String type) {
		return type != null && (type.startsWith("application/json") || type.endsWith("+json"));
	}

	/** The way on from one interceptor. */
	private final class Step implements MqttSendInterceptor.Sending {

		/** Which one comes next, or none if that many have been called. */
		private final int next;

		private final MqttMessage message;

		Step(int next, MqttMessage message) {
			this.next = next;
			this.message = message;
		}

		@Override
		public MqttClient client() {
			return MqttTemplate.this.client;
		}

		@Override
		public MqttMessage message() {
			return this.message;
		}

		@Override
		public CompletableFuture<PublishResult> proceed(MqttMessage message) {
			List<MqttSendInterceptor> interceptors = MqttTemplate.this.interceptors;
			if (this.next == interceptors.size()) {
				return publish(message);
			}
			return interceptors.get(this.next).intercept(new Step(this.next + 1, message));
		}

	}

	/** What to send of an object, and what it is. */
	private record Payload(byte[] bytes, @Nullable String contentType, boolean utf8) {

		static Payload ofText(String text, @Nullable String contentType) {
			return new Payload(text.getBytes(StandardCharsets.UTF_8), contentType, true);
		}

	}

}
