// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.listener.MqttListenerContainer;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** Shows the listeners, and stops and starts them one at a time. */
@Endpoint(id = "mqttlisteners")
public final class MqttListenersEndpoint {

	private final MqttListenerRegistry registry;

	private final Map<String, MqttClient> clients;

	/**
	 * Makes the endpoint.
	 * @param registry the listeners
	 * @param clients the clients by name
	 */
	public MqttListenersEndpoint(MqttListenerRegistry registry, Map<String, MqttClient> clients) {
		this.registry = registry;
		this.clients = Map.copyOf(clients);
	}

	/**
	 * Describes the listeners.
	 * @return the listeners by id
	 */
	@ReadOperation
	public Listeners listeners() {
		Map<String, Listener> descriptions = new LinkedHashMap<>();
		this.registry.containers().forEach((container) -> descriptions.put(container.id(), describe(container)));
		return new Listeners(descriptions);
	}

	/**
	 * Describes one listener.
	 * @param id its id
	 * @return the listener, or null if there is none with this id
	 */
	@ReadOperation
	public @Nullable Listener listener(@Selector String id) {
		MqttListenerContainer container = this.registry.container(id);
		return (container != null) ? describe(container) : null;
	}

	/**
	 * Starts or stops a listener; does not wait until it is stopped.
	 * @param id its id
	 * @param running true to start it, false to stop it
	 * @return false if there is none with this id
	 */
	@WriteOperation
	public boolean startOrStop(@Selector String id, boolean running) {
		MqttListenerContainer container = this.registry.container(id);
		if (container == null) {
			return false;
		}
		if (running) {
			container.start();
		}
		else {
			container.stop();
		}
		return true;
	}

	private Listener describe(MqttListenerContainer container) {
		return new Listener(
				container.subscriptions().stream().map((subscription) -> subscription.filter().value()).toList(),
				nameOf(container.client()), container.isRunning(), container.unfinished(), container.unacknowledged());
	}

	private @Nullable String nameOf(MqttClient client) {
		return this.clients.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == client)
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

	/**
	 * The listeners.
	 *
	 * @param listeners by id
	 */
	public record Listeners(Map<String, Listener> listeners) {
	}

	/**
	 * A listener.
	 *
	 * @param topics the topic filters that it subscribes to
	 * @param client the name of the client that it subscribes with, or null if that is
	 * not known
	 * @param running whether it takes messages, or has not ended with those that it took
	 * @param unfinished how many messages it has taken that are not over
	 * @param unacknowledged how many messages it has got and not acknowledged, if it does
	 * so by itself
	 */
	public record Listener(List<String> topics, @Nullable String client, boolean running, int unfinished,
			int unacknowledged) {
	}

}
