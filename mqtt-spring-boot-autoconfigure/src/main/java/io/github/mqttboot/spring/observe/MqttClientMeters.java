// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;

import io.github.mqttboot.client.ClientBacklog;
import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Watches the connection of a client and what is not done yet:
 * <ul>
 * <li>{@code mqtt.connected}: 1 while connected, else 0;</li>
 * <li>{@code mqtt.reconnects}: connections made after the first one;</li>
 * <li>{@code mqtt.inflight}, {@code mqtt.queued} and {@code mqtt.undelivered}: messages,
 * see {@link ClientBacklog}.</li>
 * </ul>
 * Each has the tag {@code client}.
 */
public final class MqttClientMeters implements MeterBinder {

	private final MqttClient client;

	private final Tags tags;

	/**
	 * Makes the binder; it registers nothing yet.
	 * @param client the client to watch
	 * @param name its name, the value of the tag {@code client}
	 */
	public MqttClientMeters(MqttClient client, String name) {
		this.client = client;
		this.tags = Tags.of("client", name);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("mqtt.connected", this.client, MqttClientMeters::connected)
			.tags(this.tags)
			.description("1 while the client is connected, else 0")
			.register(registry);
		bindReconnects(registry);
		bindBacklog(registry, "mqtt.inflight", "Messages sent and not yet acknowledged", ClientBacklog::inFlight);
		bindBacklog(registry, "mqtt.queued", "Messages published and not yet sent", ClientBacklog::queued);
		bindBacklog(registry, "mqtt.undelivered", "Messages received that no handler has taken yet",
				ClientBacklog::undelivered);
	}

	private static int connected(MqttClient client) {
		return (client.status().state() == ConnectionState.CONNECTED) ? 1 : 0;
	}

	private void bindReconnects(MeterRegistry registry) {
		Counter reconnects = Counter.builder("mqtt.reconnects")
			.tags(this.tags)
			.description("Connections made after the first one")
			.register(registry);
		AtomicBoolean hadOne = new AtomicBoolean(); // written by events alone
		this.client.on(MqttEvent.Connected.class, (event) -> {
			if (hadOne.getAndSet(true)) {
				reconnects.increment();
			}
		});
		// one that was there before the meters shows when it ends
		this.client.on(MqttEvent.Disconnected.class, (event) -> {
			if (event.connected()) {
				hadOne.set(true);
			}
		});
	}

	private void bindBacklog(MeterRegistry registry, String name, String description,
			ToIntFunction<ClientBacklog> size) {
		Gauge.builder(name, this.client, (client) -> size.applyAsInt(client.backlog()))
			.tags(this.tags)
			.baseUnit("messages")
			.description(description)
			.register(registry);
	}

}
