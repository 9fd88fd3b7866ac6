// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.client.MessageHandler;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener: subscribes for it, calls its method for each message, and
 * acknowledges by the outcome. Nothing that the method throws gets out of here.
 */
public final class MqttListenerContainer {

	private static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	/** Before work is offered again to an executor that has refused it. */
	private static final Duration UNTIL_NEXT_OFFER = Duration.ofSeconds(1);

	private final MqttListenerEndpoint endpoint;

	private final UnaryOperator<Subscription> agreed;

	private final Interceptors interceptors;

	private final MqttListenerObserver observer;

	private final Timer timer;

	private final Lanes lanes;

	private final int capacity;

	/** A permit for each message that may be taken before another one has ended. */
	private final Semaphore room;

	private final Unacknowledged unacknowledged = new Unacknowledged();

	/** Messages that wait for their next attempt, and how to go on with them then. */
	private final Map<Handling, Runnable> paused = new ConcurrentHashMap<>();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	/** Written by start and stop. */
	private volatile boolean running;

	/**
	 * Makes the container of a listener.
	 * @param endpoint the listener
	 * @param agreed what to subscribe with, where listeners share a filter
	 * @param interceptors what stands around each call of the method
	 * @param observer is told of each message; fails with none
	 * @param executor where the method runs, or null for the client's thread
	 * @param capacity how many messages may be unfinished before the next one waits
	 * @param timer wakes up messages that wait for their next attempt
	 */
	MqttListenerContainer(MqttListenerEndpoint endpoint, UnaryOperator<Subscription> agreed, Interceptors interceptors,
			MqttListenerObserver observer, @Nullable Executor executor, int capacity, Timer timer) {
		this.endpoint = endpoint;
		this.agreed = agreed;
		this.interceptors = interceptors;
		this.observer = observer;
		this.capacity = capacity;
		this.room = new Semaphore(capacity);
		this.timer = timer;
		this.lanes = new Lanes(endpoint.ordering(), endpoint.concurrency(), executor, this::refused);
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

	/**
	 * How many messages were taken and are not over: waiting, being worked on, or to be
	 * tried again.
	 * @return 0 to {@code mqtt.listener.capacity}
	 */
	public int unfinished() {
		return this.capacity - this.room.availablePermits();
	}

	/**
	 * How many messages the listener has got and not acknowledged, if it does so by
	 * itself ({@link AckMode#MANUAL}).
	 * @return 0 in other modes
	 */
	public int unacknowledged() {
		return this.unacknowledged.count();
	}

	/**
	 * How long the listener has been working on the message that it has been working on
	 * for the longest time.
	 * @return zero if it is not working
	 */
	public Duration longestElapsed() {
		return this.lanes.current().map(Handling::elapsed).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

	/** How many threads wait to bring a message; an estimate. */
	int waitingForRoom() {
		return this.room.getQueueLength();
	}

	Interceptors interceptors() {
		return this.interceptors;
	}

	MqttListenerObserver observer() {
		return this.observer;
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
				.subscribe(this.agreed.apply(topic.subscription()), AckMode.MANUAL, new Taker(topic, index))
				.whenComplete((subAck, failure) -> subscribed(topic, failure));
		}
		catch (IllegalArgumentException ex) {
			throw new MqttListenerDefinitionException(this.endpoint.description(), ex);
		}
	}

	private void subscribed(MqttListenerEndpoint.Topic topic, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		if (cause instanceof MqttRejectedException) {
			log.error("listener '" + id() + "' gets no messages for '" + topic.template() + "': " + cause.getMessage());
		}
		else if (cause != null) {
			log.debug("listener '" + id() + "' did not subscribe to '" + topic.template() + "'", cause);
		}
	}

	/**
	 * Stops taking messages. What comes from now on is left with the server, which sends
	 * it again if the session is kept, and so is what waits for another attempt.
	 */
	void stopTaking() {
		this.running = false;
		this.paused.keySet().forEach(this::goOn);
		this.unacknowledged.clear();
	}

	/**
	 * Waits for the messages that were taken; leaves with the server those that nobody
	 * has begun to work on by then.
	 * @param timeout how long at most
	 */
	void awaitIdle(Duration timeout) {
		try {
			if (this.room.tryAcquire(this.capacity, timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				this.room.release(this.capacity);
				return;
			}
			log.warn("listener '" + id() + "' has not ended with " + unfinished() + " message(s) in "
					+ timeout.toMillis() + " ms; stopped without waiting longer");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.lanes.abandonWaiting();
	}

	private void take(Delivery delivery, MqttListenerEndpoint.Topic topic, int index) {
		if (!this.running) {
			return;
		}
		if (matchesEarlierTopic(delivery, index)) {
			delivery.acknowledge(); // two filters of one listener: the method gets it
									// once
			return;
		}
		this.room.acquireUninterruptibly();
		if (this.running) {
			this.lanes.enter(new Handling(this, new Incoming(id(), watched(delivery), topic.template(), index)));
		}
		else {
			over();
		}
	}

	private Delivery watched(Delivery delivery) {
		boolean manual = this.endpoint.ackMode() == AckMode.MANUAL && delivery.message().qos() != QoS.AT_MOST_ONCE;
		return manual ? this.unacknowledged.watch(delivery) : delivery;
	}

	private boolean matchesEarlierTopic(Delivery delivery, int index) {
		for (int i = 0; i < index; i++) {
			if (this.endpoint.topics().get(i).subscription().filter().matches(delivery.message().topicName())) {
				return true;
			}
		}
		return false;
	}

	/** Lets a message wait for its next attempt. */
	void pause(Handling handling, Duration pause, Runnable goOn) {
		this.paused.put(handling, goOn);
		if (this.running) {
			this.timer.schedule(() -> goOn(handling), pause);
		}
		else {
			goOn(handling);
		}
	}

	private void goOn(Handling handling) {
		Runnable goOn = this.paused.remove(handling);
		if (goOn != null) {
			goOn.run();
		}
	}

	/**
	 * The executor has too much to do, and no message may be lost for that; or it is
	 * ending, and nobody will look at the messages.
	 */
	private void refused(RejectedExecutionException reason, Runnable task) {
		if (this.running) {
			log.warn("listener '" + id() + "' has to wait, its executor refuses: " + reason.getMessage());
			this.timer.schedule(() -> this.lanes.goOn(task), UNTIL_NEXT_OFFER);
		}
		else {
			this.lanes.abandonWaiting();
			task.run(); // finds nothing but what it abandons, too
		}
	}

	/** A message has come to its end. */
	void over() {
		this.room.release();
	}

	/**
	 * Tells the log of messages that the listener has been working on for too long, or
	 * does not acknowledge.
	 */
	void reportOverdue(Duration limit) {
		this.lanes.current().forEach((handling) -> handling.reportOverdue(limit));
		Unacknowledged.Watched overdue = this.unacknowledged.overdue(limit);
		if (overdue != null) {
			log.warn("listener '" + id() + "' has not acknowledged " + unacknowledged()
					+ " message(s), the one on topic '" + Printable.of(overdue.message().topic()) + "' for "
					+ overdue.age().toSeconds() + " s; a server sends its client no more when there are too many");
		}
	}

	/** Takes what matches one of the topics; all of them in one line. */
	private final class Taker implements MessageHandler {

		private final MqttListenerEndpoint.Topic topic;

		private final int index;

		Taker(MqttListenerEndpoint.Topic topic, int index) {
			this.topic = topic;
			this.index = index;
		}

		@Override
		public void handle(Delivery delivery) {
			take(delivery, this.topic, this.index);
		}

		@Override
		public Object lane() {
			return MqttListenerContainer.this;
		}

	}

}
