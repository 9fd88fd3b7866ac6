// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a template, and who waits for their replies (section 4.10). Subscribes
 * to the reply topic when there is something to ask, and sends nothing before the server
 * has granted that. May be used by any number of threads.
 */
final class Requests {

	private static final Log log = LogFactory.getLog(MqttTemplate.class);

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int PREFIX_LENGTH = 16;

	private final MqttTemplate template;

	private final MqttClient client;

	private final Subscription replies;

	private final Duration timeout;

	/**
	 * What the correlation data of this template's requests begins with, so that it knows
	 * the replies to others, and nobody can guess it who has not seen a request.
	 */
	private final byte[] prefix = random(PREFIX_LENGTH);

	/** The number of the last request, which its correlation data ends with. */
	private final AtomicLong last = new AtomicLong();

	/** Those that have not ended, by their numbers. */
	private final Map<Long, Request<?>> waiting = new ConcurrentHashMap<>();

	/** Held by the one who subscribes, which does not block. */
	private final ReentrantLock subscribing = new ReentrantLock();

	/** The last attempt; written by the holder of the lock. */
	private @Nullable CompletableFuture<SubAck> subscribed;

	/**
	 * Whether the client has the handler and still wants the subscription; written by the
	 * holder of the lock, and when an attempt has failed.
	 */
	private volatile boolean handled;

	/**
	 * Makes requests possible.
	 * @param template sends them
	 * @param options where replies go, and how long they may take
	 */
	Requests(MqttTemplate template, MqttTemplate.ReplyOptions options) {
		this.template = template;
		this.client = template.client();
		this.replies = Subscription.of(topic(options.topic(), this.client.options().clientId()), QoS.AT_LEAST_ONCE);
		this.timeout = options.timeout();
	}

	/** A client identifier may have what a level of a topic must not, or be absent. */
	private static String topic(String template, String clientId) {
		String level = clientId.isEmpty() ? HexFormat.of().formatHex(random(Long.BYTES))
				: clientId.replaceAll("[/+#]", "_");
		return template.replace(MqttTemplate.ReplyOptions.CLIENT_ID, level);
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

	/** How many requests have not ended. */
	int waiting() {
		return this.waiting.size();
	}

	/**
	 * Refuses what cannot be answered.
	 * @throws IllegalStateException if the client speaks MQTT 3.1.1
	 */
	void checkVersion() {
		if (this.client.options().version() != MqttVersion.V5) {
			throw new IllegalStateException("a request needs MQTT 5, as only there messages have a response topic and"
					+ " correlation data, the client speaks MQTT 3.1.1");
		}
	}

	/**
	 * Sends a request.
	 * @param <T> what the reply is read as
	 * @param message the request
	 * @param reader reads the reply
	 * @return the reply
	 */
	<T> CompletableFuture<T> ask(MqttMessage message, Function<MqttMessage, T> reader) {
		checkVersion();
		checkAbsent(message, Property.RESPONSE_TOPIC);
		checkAbsent(message, Property.CORRELATION_DATA);
		Long number = this.last.incrementAndGet();
		Request<T> request = new Request<>(addressed(message, number), reader, subscribed());
		this.waiting.put(number, request);
		request.endAfter(this.timeout, () -> this.waiting.remove(number));
		request.send();
		return request.reply;
	}

	private static void checkAbsent(MqttMessage message, Property<?> property) {
		if (message.properties().get(property) != null) {
			throw new IllegalArgumentException("a request must have no " + property
					+ ", as the template sets it, was one to '" + message.topic() + "' that has");
		}
	}

	private MqttMessage addressed(MqttMessage message, long number) {
		MqttMessage.Builder request = message.toBuilder()
			.respondTo(this.replies.filter().toString(), correlationData(number));
		if (message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL) == null) {
			request.messageExpiry(this.timeout);
		}
		return request.build();
	}

	private byte[] correlationData(long number) {
		return ByteBuffer.allocate(PREFIX_LENGTH + Long.BYTES).put(this.prefix).putLong(number).array();
	}

	/** Which request a reply is for, or null if it is for none of this template. */
	private @Nullable Long number(byte @Nullable [] correlationData) {
		boolean own = correlationData != null && correlationData.length == PREFIX_LENGTH + Long.BYTES
				&& Arrays.equals(correlationData, 0, PREFIX_LENGTH, this.prefix, 0, PREFIX_LENGTH);
		return own ? ByteBuffer.wrap(correlationData).getLong(PREFIX_LENGTH) : null;
	}

	/** The subscription to the reply topic, asked for anew if that has failed. */
	private CompletableFuture<SubAck> subscribed() {
		this.subscribing.lock();
		try {
			CompletableFuture<SubAck> current = this.subscribed;
			if (current == null || current.isCompletedExceptionally()) {
				current = subscribe().whenComplete((subAck, failure) -> {
					if (failure != null) {
						this.handled = isWanted();
					}
				});
				current.whenComplete((subAck, failure) -> this.waiting.values().forEach(Request::goOn));
				this.subscribed = current;
			}
			return current;
		}
		finally {
			this.subscribing.unlock();
		}
	}

	/**
	 * Adds the handler once: the client keeps it as long as it wants the subscription.
	 */
	private CompletableFuture<SubAck> subscribe() {
		if (this.handled) {
			return this.client.subscribe(this.replies);
		}
		CompletableFuture<SubAck> attempt = this.client.subscribe(this.replies, AckMode.AUTO, this::replied);
		this.handled = true;
		return attempt;
	}

	private boolean isWanted() {
		return this.client.subscriptions().stream().anyMatch((each) -> each.filter().equals(this.replies.filter()));
	}

	private void replied(Delivery delivery) {
		Long number = number(delivery.message().properties().get(Property.CORRELATION_DATA));
		Request<?> request = (number != null) ? this.waiting.remove(number) : null;
		if (request != null) {
			request.replied(delivery.message());
		}
		else if (log.isDebugEnabled()) {
			log.debug("message on topic '" + Printable.of(delivery.message().topic())
					+ "' is ignored: it is no reply to a request of this template, or is too late");
		}
	}

	/**
	 * One request, until its future ends. Interceptors see it in the thread that asks, as
	 * any other message; only what they come to is published when the server has answered
	 * SUBSCRIBE.
	 */
	private final class Request<T> {

		private final MqttMessage message;

		private final Function<MqttMessage, T> reader;

		private final CompletableFuture<SubAck> subscribed;

		private final CompletableFuture<T> reply;

		/** What is to be published; written by the thread that asks. */
		private volatile @Nullable MqttMessage outgoing;

		private final CompletableFuture<PublishResult> published = new CompletableFuture<>();

		/** Set by the thread that publishes, or gives it up. */
		private final AtomicBoolean begun = new AtomicBoolean();

		Request(MqttMessage message, Function<MqttMessage, T> reader, CompletableFuture<SubAck> subscribed) {
			this.message = message;
			this.reader = reader;
			this.subscribed = subscribed;
			this.reply = subscribed.newIncompleteFuture(); // of the client's kind
		}

		/** Ends after some time at the latest; does something when it has ended. */
		void endAfter(Duration timeout, Runnable ended) {
			CompletableFuture<@Nullable Void> alarm = new CompletableFuture<@Nullable Void>().completeOnTimeout(null,
					timeout.toNanos(), TimeUnit.NANOSECONDS);
			alarm.thenRunAsync(() -> this.reply.completeExceptionally(new TimeoutException(
					"no reply to the request to '" + this.message.topic() + "' within " + timeout)));
			this.reply.whenComplete((value, failure) -> {
				alarm.cancel(false);
				ended.run();
				if (this.begun.compareAndSet(false, true)) {
					this.published.completeExceptionally((failure != null) ? failure
							: new CancellationException("whoever asked has completed the future of the reply"));
				}
			});
		}

		void send() {
			try {
				Requests.this.template.send(this.message, this::publish).whenComplete(this::sent);
			}
			catch (RuntimeException ex) {
				fail(ex);
			}
		}

		private CompletableFuture<PublishResult> publish(MqttMessage outgoing) {
			this.outgoing = outgoing;
			goOn();
			return this.published;
		}

		/** Publishes, or gives up, if the server has answered SUBSCRIBE. */
		void goOn() {
			MqttMessage outgoing = this.outgoing;
			if (outgoing == null || !this.subscribed.isDone() || !this.begun.compareAndSet(false, true)) {
				return;
			}
			this.subscribed.thenCompose((subAck) -> Requests.this.template.publish(outgoing))
				.whenComplete((result, failure) -> {
					if (failure != null) {
						this.published.completeExceptionally(SendFailures.causeOf(failure));
					}
					else {
						this.published.complete(result);
					}
				});
		}

		private void sent(@Nullable PublishResult result, @Nullable Throwable failure) {
			if (failure != null) {
				fail(failure);
			}
			else if (result != null && result.reasonCode() == ReasonCode.NO_MATCHING_SUBSCRIBERS) {
				fail(new MqttRejectedException(ReasonCode.NO_MATCHING_SUBSCRIBERS,
						"a request must have a subscriber to answer it, there is none for '" + this.message.topic()
								+ "'"));
			}
		}

		private void fail(Throwable failure) {
			this.reply.completeExceptionally(SendFailures.causeOf(failure));
		}

		void replied(MqttMessage message) {
			try {
				this.reply.complete(this.reader.apply(message));
			}
			catch (RuntimeException | Error ex) { // of a constructor
				fail(ex);
			}
		}

	}

}
