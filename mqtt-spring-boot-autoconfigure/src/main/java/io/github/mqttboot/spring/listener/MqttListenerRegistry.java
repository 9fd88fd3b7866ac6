// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;

/**
 * All listeners of the application. Must be started before the clients connect, so that
 * no message of a kept session comes too early for its listener, and stopped before they
 * disconnect, so that what has been worked on is acknowledged.
 */
public final class MqttListenerRegistry implements Lifecycle {

	private static final Duration SHORTEST_LOOK_ROUND = Duration.ofMillis(10);

	private final Interceptors interceptors;

	private final MqttListenerObserver observer;

	private final @Nullable Executor executor;

	private final MqttListenerLimits limits;

	private final Timer timer;

	/** In the order they were found. */
	private final List<MqttListenerContainer> containers = new CopyOnWriteArrayList<>();

	private final Map<String, MqttListenerContainer> byId = new ConcurrentHashMap<>();

	private final Map<SubscribedFilter, SharedSubscription> subscriptions = new ConcurrentHashMap<>();

	/** Whether somebody looks for messages that take too long, now and then. */
	private final AtomicBoolean looking = new AtomicBoolean();

	/** Written by start and stop. */
	private volatile boolean running;

	/** There is one subscription for each filter of a client. */
	private record SubscribedFilter(MqttClient client, TopicFilter filter) {
	}

	/**
	 * Makes an empty registry.
	 * @param interceptors stand around each attempt to handle a message, the first one
	 * outermost
	 * @param observers are told of each message
	 * @param executor where listeners run; null for the threads of their clients, and for
	 * threads of their own where those must not wait
	 * @param limits how much and how long
	 */
	public MqttListenerRegistry(List<MqttListenerInterceptor> interceptors, List<MqttListenerObserver> observers,
			@Nullable Executor executor, MqttListenerLimits limits) {
		this(interceptors, observers, executor, limits, ListenerThreads::later);
	}

	MqttListenerRegistry(List<MqttListenerInterceptor> interceptors, List<MqttListenerObserver> observers,
			@Nullable Executor executor, MqttListenerLimits limits, Timer timer) {
		this.interceptors = new Interceptors(interceptors);
		this.observer = new Observers(observers);
		this.executor = executor;
		this.limits = limits;
		this.timer = timer;
	}

	/**
	 * All listeners.
	 * @return their containers, in the order they were found
	 */
	public Collection<MqttListenerContainer> containers() {
		return Collections.unmodifiableList(this.containers);
	}

	/**
	 * One listener.
	 * @param id its id, see {@link MqttSubscribe#id()}
	 * @return its container, or null if there is no such listener
	 */
	public @Nullable MqttListenerContainer container(String id) {
		return this.byId.get(id);
	}

	/**
	 * Adds a listener, which subscribes at the next start.
	 * @param endpoint the listener
	 * @throws IllegalArgumentException if its id is in use or its options cannot be
	 * agreed with those of another listener
	 */
	void register(MqttListenerEndpoint endpoint) {
		MqttListenerContainer sameId = container(endpoint.id());
		if (sameId != null) {
			throw new IllegalArgumentException("id must be unique, was \"" + endpoint.id() + "\" which "
					+ sameId.endpoint().description() + " has, too");
		}
		for (MqttListenerEndpoint.Topic topic : endpoint.topics()) {
			shared(endpoint, topic.subscription()).agree(topic.subscription());
		}
		MqttListenerContainer container = new MqttListenerContainer(endpoint,
				(subscription) -> shared(endpoint, subscription), this.interceptors, this.observer, this.executor,
				this.limits.capacity(), this.timer);
		this.byId.put(endpoint.id(), container);
		this.containers.add(container);
		this.observer.added(container);
	}

	private SharedSubscription shared(MqttListenerEndpoint endpoint, Subscription wanted) {
		return this.subscriptions.computeIfAbsent(new SubscribedFilter(endpoint.client(), wanted.filter()),
				(key) -> new SharedSubscription(endpoint, wanted));
	}

	/**
	 * Subscribes all listeners that start by themselves; after {@link #stop()}, those
	 * that were not stopped one by one. Harmless when running.
	 */
	@Override
	public void start() {
		this.running = true;
		startLooking();
		this.containers.forEach(MqttListenerContainer::startTaking);
	}

	private void startLooking() {
		if (this.running && !this.limits.reportAfter().isZero() && this.looking.compareAndSet(false, true)) {
			lookRound();
		}
	}

	/** Tells the log of messages that take too long, again and again until stopped. */
	private void lookRound() {
		if (!this.running) {
			this.looking.set(false);
			startLooking(); // if it goes on in this moment
			return;
		}
		Duration limit = this.limits.reportAfter();
		this.containers.forEach((container) -> container.reportOverdue(limit));
		Duration pause = limit.dividedBy(4);
		this.timer.schedule(this::lookRound, (pause.compareTo(SHORTEST_LOOK_ROUND) > 0) ? pause : SHORTEST_LOOK_ROUND);
	}

	/**
	 * Stops taking messages and waits for those that listeners are working on, for a
	 * bounded time. Nothing is unsubscribed: a kept session goes on collecting messages.
	 * What comes after this, and what waits for another attempt, is not acknowledged.
	 * Harmless when not running: nobody waits a second time.
	 */
	@Override
	public void stop() {
		this.running = false;
		List<MqttListenerContainer> stopping = this.containers.stream()
			.filter(MqttListenerContainer::stopTaking)
			.toList();
		long deadline = System.nanoTime() + this.limits.shutdownTimeout().toNanos();
		for (MqttListenerContainer container : stopping) {
			container.awaitIdle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
