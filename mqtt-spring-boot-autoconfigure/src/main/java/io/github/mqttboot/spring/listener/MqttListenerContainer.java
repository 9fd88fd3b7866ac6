// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener: subscribes for it, calls its method for each message, and
 * acknowledges by the outcome. Nothing that the method throws gets out of here.
 * <p>
 * Messages are taken one after the other, on the client's thread for handlers or, if the
 * registry was given an executor, on that one.
 */
public final class MqttListenerContainer {

	private static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	private final MqttListenerEndpoint endpoint;

	private final UnaryOperator<Subscription> agreed;

	private final MqttListenerObserver observer;

	private final Executor executor;

	private final AtomicBoolean subscribed = new AtomicBoolean();

	/** Messages taken and not ended. */
	private final AtomicInteger unfinished = new AtomicInteger();

	/** Written by start and stop: ended when stopped and no message is unfinished. */
	private volatile CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);

	/** Written by start and stop. */
	private volatile boolean running;

	/**
	 * Makes the container of a listener.
	 * @param endpoint the listener
	 * @param agreed what to subscribe with, where listeners share a filter
	 * @param observer is told of each message
	 * @param executor where the method runs, or null for the client's thread
	 */
	MqttListenerContainer(MqttListenerEndpoint endpoint, UnaryOperator<Subscription> agreed,
			MqttListenerObserver observer, @Nullable Executor executor) {
		this.endpoint = endpoint;
		this.agreed = agreed;
		this.observer = observer;
		this.executor = (executor != null) ? new OrderedExecutor(executor) : Runnable::run;
	}

	/**
	 * The listener's name.
	 * @return the id, see {@link MqttSubscribe#id()}
	 */
	public String id() {
		return this.endpoint.id();
	}

	/**
	 * What the listener asks for.
	 * @return one subscription for each of its topics
	 */
	public List<Subscription> subscriptions() {
		return this.endpoint.topics().stream().map(MqttListenerEndpoint.Topic::subscription).toList();
	}

	/**
	 * Whether the listener takes messages.
	 * @return true between start and stop
	 */
	public boolean isRunning() {
		return this.running;
	}

	MqttListenerEndpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Subscribes. The registry calls this at start for all listeners that do not say
	 * otherwise, see {@link MqttSubscribe#autoStartup()}. Harmless when running.
	 */
	public void start() {
		this.running = true;
		if (!this.subscribed.compareAndSet(false, true)) {
			return; // the client keeps handlers and subscriptions from one connection to
					// the next
		}
		List<MqttListenerEndpoint.Topic> topics = this.endpoint.topics();
		for (int i = 0; i < topics.size(); i++) {
			subscribe(topics.get(i), i);
		}
	}

	private void subscribe(MqttListenerEndpoint.Topic topic, int index) {
		try {
			this.endpoint.client()
				.subscribe(this.agreed.apply(topic.subscription()), AckMode.MANUAL,
						(delivery) -> take(delivery, topic, index))
				.whenComplete((subAck, failure) -> subscribed(topic, failure));
		}
		catch (IllegalArgumentException ex) {
			throw new MqttListenerDefinitionException(this.endpoint.description(), ex);
		}
	}

	private void subscribed(MqttListenerEndpoint.Topic topic, @Nullable Throwable failure) {
		Throwable cause = unwrapped(failure);
		if (cause instanceof MqttRejectedException) {
			log.error("listener '" + id() + "' gets no messages for '" + topic.template() + "': " + cause.getMessage());
		}
		else if (cause != null) {
			log.debug("listener '" + id() + "' did not subscribe to '" + topic.template() + "'", cause);
		}
	}

	/**
	 * Stops taking messages. What comes from now on is left with the server, which sends
	 * it again if the session is kept.
	 */
	void stopTaking() {
		this.running = false;
	}

	/**
	 * Waits for the messages that were taken.
	 * @param timeout how long at most
	 */
	void awaitIdle(Duration timeout) {
		CompletableFuture<Void> idle = new CompletableFuture<>();
		this.idle = idle;
		if (this.unfinished.get() == 0) {
			return;
		}
		try {
			idle.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			log.warn("listener '" + id() + "' has not ended with " + this.unfinished.get() + " message(s) in "
					+ timeout.toMillis() + " ms; stopped without waiting longer");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex); // nobody ends it with a failure
		}
	}

	private void take(Delivery delivery, MqttListenerEndpoint.Topic topic, int index) {
		this.unfinished.incrementAndGet();
		if (!this.running) {
			ended();
			return;
		}
		try {
			this.executor.execute(() -> run(delivery, topic, index));
		}
		catch (RejectedExecutionException ex) {
			// mostly because the application is ending: the server keeps the message
			log.warn("listener '" + id() + "' cannot take messages, its executor refuses: " + ex.getMessage());
			ended();
		}
	}

	private void run(Delivery delivery, MqttListenerEndpoint.Topic topic, int index) {
		if (matchesEarlierTopic(delivery, index)) {
			// two filters of one listener: the method gets the message once
			delivery.acknowledge();
			ended();
			return;
		}
		long start = System.nanoTime();
		Object result;
		try {
			result = this.endpoint.method().invoke(new Incoming(id(), delivery, topic.template(), index));
		}
		catch (Throwable ex) {
			end(delivery, start, ex);
			return;
		}
		if (result instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, failure) -> end(delivery, start, unwrapped(failure)));
			return;
		}
		end(delivery, start, null);
	}

	private boolean matchesEarlierTopic(Delivery delivery, int index) {
		for (int i = 0; i < index; i++) {
			if (this.endpoint.topics().get(i).subscription().filter().matches(delivery.message().topicName())) {
				return true;
			}
		}
		return false;
	}

	private void end(Delivery delivery, long start, @Nullable Throwable failure) {
		try {
			this.observer.handled(id(), Duration.ofNanos(System.nanoTime() - start), failure);
		}
		catch (RuntimeException ex) {
			log.warn("observer of listener '" + id() + "' failed", ex);
		}
		try {
			acknowledge(delivery, failure);
		}
		finally {
			ended();
		}
	}

	private void acknowledge(Delivery delivery, @Nullable Throwable failure) {
		if (failure != null) {
			delivery.acknowledge(outcome(delivery, failure), PacketProperties.NONE);
		}
		else if (this.endpoint.ackMode() == AckMode.AUTO) {
			delivery.acknowledge();
		}
	}

	private ReasonCode outcome(Delivery delivery, Throwable failure) {
		MqttListenerException described = (failure instanceof MqttListenerException notCalled) ? notCalled
				: MqttListenerException.thrownBy(id(), delivery, failure);
		try {
			ReasonCode outcome = this.endpoint.errorHandler().handle(described);
			if (outcome.allowedIn(PacketType.PUBACK)) {
				return outcome;
			}
			log.error("error handler of listener '" + id() + "' must return a reason code of PUBACK, was " + outcome
					+ "; " + described.getMessage());
		}
		catch (Throwable ex) {
			log.error("error handler of listener '" + id() + "' failed; " + described.getMessage(), ex);
		}
		return described.reasonCode();
	}

	private void ended() {
		if (this.unfinished.decrementAndGet() == 0 && !this.running) {
			this.idle.complete(null);
		}
	}

	private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
