// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.Collection;
import java.util.List;

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
	 * All but three: two come with each message; the client logs what has failed as long
	 * as nobody asks for it. Written out, as a native image does not know them otherwise.
	 */
	private static final List<Class<? extends MqttEvent>> PUBLISHED = List.of(MqttEvent.Connected.class,
			MqttEvent.Reconnecting.class, MqttEvent.Disconnected.class, MqttEvent.TakenOver.class,
			MqttEvent.Subscribed.class, MqttEvent.SubscriptionRefused.class, MqttEvent.SubscriptionDowngraded.class,
			MqttEvent.Unsubscribed.class, MqttEvent.MessagesDropped.class, MqttEvent.MessageFailed.class,
			MqttEvent.AuthReceived.class);

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
		PUBLISHED.forEach((type) -> client.on(type, (event) -> publish(client, event)));
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
