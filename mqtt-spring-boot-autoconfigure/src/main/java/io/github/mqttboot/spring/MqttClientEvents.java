// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttEvent;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what happens to clients to the application:
 * {@code @EventListener void lost(MqttEvent.Disconnected event)} is told of every client,
 * a {@link PayloadApplicationEvent} also has the client as its source. What comes with
 * each message is left out, and {@link MqttEvent.Failed}, which would no longer be logged
 * then: what listeners throw is. Begins before the clients connect and ends when they are
 * disconnected. Listeners are called by the client's thread for callbacks, one event
 * after the other.
 */
public final class MqttClientEvents implements SmartLifecycle {

	/**
	 * Two come with each message; the client logs what has failed as long as nobody asks
	 * for it.
	 */
	private static final Set<Class<?>> NOT_PUBLISHED = Set.of(MqttEvent.MessageReceived.class,
			MqttEvent.MessageAcknowledged.class, MqttEvent.Failed.class);

	private final ApplicationEventPublisher publisher;

	/** Written by the thread that starts or stops the context. */
	private volatile boolean running;

	/**
	 * Asks the clients for their events.
	 * @param clients the clients
	 * @param publisher where to publish
	 */
	public MqttClientEvents(Collection<MqttClient> clients, ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		clients.forEach(this::ask);
	}

	/** One by one: who asked for all events would be given those of each message. */
	private void ask(MqttClient client) {
		Arrays.stream(MqttEvent.class.getPermittedSubclasses())
			.filter((type) -> !NOT_PUBLISHED.contains(type))
			.forEach((type) -> client.on(type.asSubclass(MqttEvent.class), (event) -> publish(client, event)));
	}

	private void publish(MqttClient client, MqttEvent event) {
		if (this.running) {
			this.publisher.publishEvent(new PayloadApplicationEvent<>(client, event));
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return MqttClientLifecycle.PHASE - 1;
	}

}
