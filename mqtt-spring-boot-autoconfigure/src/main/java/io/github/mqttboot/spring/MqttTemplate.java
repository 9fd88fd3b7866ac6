// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.function.SingletonSupplier;

/**
 * Sends messages through a client.
 *
 * <pre>{@code
 * template.convertAndSend("plant/press-1/temperature", new Reading(71.5));
 * template.convertAndSend("plant/press-1/state", "running", (message) -> message.retain(true));
 * }</pre>
 *
 * Where MQTT 5 is spoken it also asks, and gives a future of the reply:
 *
 * <pre>{@code
 * template.convertSendAndReceive("plant/press-1/status", null, Status.class).thenAccept(this::show);
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

	private final Function<MqttMessage, CompletableFuture<PublishResult>> publisher = this::publish;

	private final PayloadReaders readers;

	/** There is nothing to ask the client for before the first request. */
	private final SingletonSupplier<Requests> requests;

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
		this(client, converter, qos, retain, interceptors, ReplyOptions.DEFAULT);
	}

	/**
	 * Makes a template with interceptors, and says how it gets replies.
	 * @param client what to send with
	 * @param converter writes payloads that are neither bytes nor text, as bytes or text,
	 * and reads those of replies; null if there is no way to
	 * @param qos the QoS of messages that say nothing about it
	 * @param retain the retain flag of messages that say nothing about it
	 * @param interceptors stand around everything that is sent, the first one outermost
	 * @param replies how it gets replies
	 */
	public MqttTemplate(MqttClient client, @Nullable MessageConverter converter, QoS qos, boolean retain,
			List<MqttSendInterceptor> interceptors, ReplyOptions replies) {
		this.client = client;
		this.converter = converter;
		this.qos = qos;
		this.retain = retain;
		this.interceptors = List.copyOf(interceptors);
		this.readers = new PayloadReaders(replies.conversionService(), converter);
		this.requests = SingletonSupplier.of(() -> new Requests(this, replies));
	}

	/**
	 * What the template sends with.
	 * @return the client
	 */
	public MqttClient client() {
		return this.client;
	}

	@Override
	public CompletableFuture<PublishResult> send(MqttMessage message) {
		return send(message, this.publisher);
	}

	/** Sends a message in a way of its own, once the interceptors are done with it. */
	CompletableFuture<PublishResult> send(MqttMessage message,
			Function<MqttMessage, CompletableFuture<PublishResult>> publisher) {
		return this.interceptors.isEmpty() ? publisher.apply(message)
				: new Step(0, message, publisher).proceed(message);
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
		MqttMessage.Builder message = message(topic, payload).retain(this.retain);
		customizer.accept(message);
		return send(message.build());
	}

	@Override
	public CompletableFuture<MqttMessage> sendAndReceive(MqttMessage request) {
		return this.requests.obtain().ask(request, Function.identity());
	}

	@Override
	public <T> CompletableFuture<T> convertSendAndReceive(String topic, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType, Consumer<MqttMessage.Builder> customizer) {
		this.requests.obtain().checkVersion();
		Function<MqttMessage, T> reader = reader(ResolvableType.forType(replyType));
		MqttMessage.Builder request = message(topic, payload);
		customizer.accept(request);
		return this.requests.obtain().ask(request.build(), reader);
	}

	@SuppressWarnings("unchecked") // what is read is of the type
	private <T> Function<MqttMessage, T> reader(ResolvableType type) {
		boolean optional = type.resolve() == Optional.class;
		PayloadReader reader = this.readers.reader("a reply of type " + type, new ReplyParameter(type),
				optional ? type.getGeneric(0) : type, !optional);
		return (reply) -> {
			Object value = reader.read(reply);
			return (T) (optional ? Optional.ofNullable(value) : Objects.requireNonNull(value));
		};
	}

	private MqttMessage.Builder message(String topic, @Nullable Object payload) {
		MqttMessage.Builder message = MqttMessage.builder(topic).qos(this.qos);
		if (payload != null) {
			write(payload(payload, NO_HEADERS), message);
		}
		return message;
	}

	CompletableFuture<PublishResult> publish(MqttMessage message) {
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

	/**
	 * How a template gets replies.
	 *
	 * @param topic the topic that it subscribes to for them, in which
	 * <code>{clientId}</code> stands for the identifier of the client, with {@code _} in
	 * place of what no level of a topic may have, or for something made up at random if
	 * the server is to choose the identifier
	 * @param timeout how long a reply may take, more than 0 and up to 4294967295 seconds
	 * @param conversionService makes simple values of the text in replies
	 */
	public record ReplyOptions(String topic, Duration timeout, ConversionService conversionService) {

		/** The topic unless set. */
		public static final String DEFAULT_TOPIC = "replies/{clientId}";

		/** The timeout unless set. */
		public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

		static final String CLIENT_ID = "{clientId}";

		private static final Duration LONGEST = Duration.ofSeconds(4_294_967_295L);

		static final ReplyOptions DEFAULT = new ReplyOptions(DEFAULT_TOPIC, DEFAULT_TIMEOUT,
				DefaultConversionService.getSharedInstance());

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if the topic is not a topic name, has another
		 * variable, or the timeout is out of range
		 */
		public ReplyOptions {
			String rest = topic.replace(CLIENT_ID, "");
			if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
				throw new IllegalArgumentException(
						"reply topic must have no variable but " + CLIENT_ID + ", was \"" + topic + "\"");
			}
			TopicName.of(topic);
			if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
				throw new IllegalArgumentException(
						"reply timeout must be more than 0 and up to 4294967295 seconds, was " + timeout);
			}
		}

	}

	/** The way on from one interceptor. */
	private final class Step implements MqttSendInterceptor.Sending {

		/** Which one comes next, or none if that many have been called. */
		private final int next;

		private final MqttMessage message;

		private final Function<MqttMessage, CompletableFuture<PublishResult>> publisher;

		Step(int next, MqttMessage message, Function<MqttMessage, CompletableFuture<PublishResult>> publisher) {
			this.next = next;
			this.message = message;
			this.publisher = publisher;
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
				return this.publisher.apply(message);
			}
			return interceptors.get(this.next).intercept(new Step(this.next + 1, message, this.publisher));
		}

	}

	/** What to send of an object, and what it is. */
	private record Payload(byte[] bytes, @Nullable String contentType, boolean utf8) {

		static Payload ofText(String text, @Nullable String contentType) {
			return new Payload(text.getBytes(StandardCharsets.UTF_8), contentType, true);
		}

	}

}
