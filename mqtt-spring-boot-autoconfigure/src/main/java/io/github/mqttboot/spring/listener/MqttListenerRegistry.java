// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;

import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;

/**
 * All listeners of the application. Must be started before the clients connect, so that
 * no message of a kept session comes too early for its listener, and stopped before they
 * disconnect, so that what has been worked on is acknowledged.
 */
public final class MqttListenerRegistry implements Lifecycle {

	private final MqttListenerObserver observer;

	private final @Nullable Executor executor;

	private final Duration shutdownTimeout;

	private final List<MqttListenerContainer> containers = new CopyOnWriteArrayList<>();

	/** Written by start and stop. */
	private volatile boolean running;

	/**
	 * Makes an empty registry.
	 * @param observer is told of each message that a listener has ended with
	 * @param executor where listeners run, each with one message at a time; null for the
	 * threads of their clients
	 * @param shutdownTimeout how long {@link #stop()} waits for the messages that
	 * listeners are working on
	 */
	public MqttListenerRegistry(MqttListenerObserver observer, @Nullable Executor executor, Duration shutdownTimeout) {
		this.observer = observer;
		this.executor = executor;
		this.shutdownTimeout = shutdownTimeout;
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
		for (MqttListenerContainer container : this.containers) {
			if (container.id().equals(id)) {
				return container;
			}
		}
		return null;
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
			checkAgainstOthers(endpoint, topic.subscription());
		}
		this.containers.add(new MqttListenerContainer(endpoint,
				(subscription) -> agreed(endpoint.client(), subscription), this.observer, this.executor));
	}

	private void checkAgainstOthers(MqttListenerEndpoint endpoint, Subscription subscription) {
		for (MqttListenerContainer other : this.containers) {
			for (Subscription otherSubscription : other.subscriptions()) {
				if (isSame(other.endpoint().client(), otherSubscription, endpoint.client(), subscription)
						&& !otherSubscription.withQos(subscription.qos()).equals(subscription)) {
					throw new IllegalArgumentException("noLocal, retainAsPublished and retainHandling must be the same"
							+ " for all listeners of one filter, differ for \"" + subscription.filter() + "\" from "
							+ other.endpoint().description());
				}
			}
		}
	}

	/**
	 * There is one subscription for each filter of a client: the highest QoS that one of
	 * its listeners wants serves all of them.
	 */
	private Subscription agreed(MqttClient client, Subscription subscription) {
		QoS highest = subscription.qos();
		for (MqttListenerContainer other : this.containers) {
			for (Subscription otherSubscription : other.subscriptions()) {
				if (isSame(other.endpoint().client(), otherSubscription, client, subscription)
						&& otherSubscription.qos().compareTo(highest) > 0) {
					highest = otherSubscription.qos();
				}
			}
		}
		return subscription.withQos(highest);
	}

	private static boolean isSame(MqttClient client, Subscription subscription, MqttClient otherClient,
			Subscription other) {
		return client == otherClient && subscription.filter().equals(other.filter());
	}

	/**
	 * Subscribes all listeners that start by themselves. Harmless when running.
	 */
	@Override
	public void start() {
		this.running = true;
		for (MqttListenerContainer container : this.containers) {
			if (container.endpoint().autoStartup()) {
				container.start();
			}
		}
	}

	/**
	 * Stops taking messages and waits for those that listeners are working on, for a
	 * bounded time. Nothing is unsubscribed: a kept session goes on collecting messages.
	 * What comes after this is not acknowledged. Harmless when not running.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.containers.forEach(MqttListenerContainer::stopTaking);
		long deadline = System.nanoTime() + this.shutdownTimeout.toNanos();
		for (MqttListenerContainer container : this.containers) {
			container.awaitIdle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
