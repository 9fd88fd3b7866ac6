// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.github.mqttboot.client.DropReason;
import io.github.mqttboot.client.TrafficObserver;
import io.github.mqttboot.protocol.QoS;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

/**
 * Counts the messages of a client and times its publishes. All meters are registered at
 * once, so that nothing is looked up for a message:
 * <ul>
 * <li>{@code mqtt.messages.sent} and {@code mqtt.messages.received}: PUBLISH packets,
 * also those sent again;</li>
 * <li>{@code mqtt.messages.dropped}: messages received for a handler that was too far
 * behind;</li>
 * <li>{@code mqtt.bytes.sent} and {@code mqtt.bytes.received}: their sizes;</li>
 * <li>{@code mqtt.publish}: from the call to the end of the exchange, with the tag
 * {@code outcome}, {@code success} or {@code failure};</li>
 * <li>{@code mqtt.publish.dropped}: messages that were dropped before they were sent,
 * with the tag {@code reason}, {@code overflow} or {@code expired}.</li>
 * </ul>
 * Each has the tags {@code client} and {@code qos}.
 */
public final class MqttTrafficMeters implements TrafficObserver {

	/** By the level of the QoS. */
	private final List<Meters> meters;

	/**
	 * Registers the meters.
	 * @param registry where to
	 * @param client the client's name, the value of the tag {@code client}
	 */
	public MqttTrafficMeters(MeterRegistry registry, String client) {
		this.meters = Arrays.stream(QoS.values())
			.map((qos) -> Tags.of("client", client, "qos", Integer.toString(qos.level())))
			.map((tags) -> Meters.register(registry, tags))
			.toList();
	}

	@Override
	public void sent(QoS qos, int bytes) {
		Meters meters = this.meters.get(qos.level());
		meters.messagesSent.increment();
		meters.bytesSent.increment(bytes);
	}

	@Override
	public void received(QoS qos, int bytes) {
		Meters meters = this.meters.get(qos.level());
		meters.messagesReceived.increment();
		meters.bytesReceived.increment(bytes);
	}

	@Override
	public void dropped(QoS qos, int bytes) {
		this.meters.get(qos.level()).messagesDropped.increment();
	}

	@Override
	public void publishEnded(QoS qos, Duration elapsed, @Nullable Throwable failure) {
		Meters meters = this.meters.get(qos.level());
		((failure == null) ? meters.succeeded : meters.failed).record(elapsed);
	}

	@Override
	public void publishDropped(QoS qos, DropReason reason) {
		Meters meters = this.meters.get(qos.level());
		((reason == DropReason.EXPIRED) ? meters.expired : meters.overflowed).increment();
	}

	/** The meters of one QoS. */
	private record Meters(Counter messagesSent, Counter messagesReceived, Counter messagesDropped, Counter bytesSent,
			Counter bytesReceived, Timer succeeded, Timer failed, Counter overflowed, Counter expired) {

		static Meters register(MeterRegistry registry, Tags tags) {
			return new Meters(counter(registry, tags, "mqtt.messages.sent", "messages", "Messages sent"),
					counter(registry, tags, "mqtt.messages.received", "messages", "Messages received"),
					counter(registry, tags, "mqtt.messages.dropped", "messages", "Received messages that were dropped"),
					counter(registry, tags, "mqtt.bytes.sent", "bytes", "Size of the messages sent"),
					counter(registry, tags, "mqtt.bytes.received", "bytes", "Size of the messages received"),
					timer(registry, tags.and("outcome", "success")), timer(registry, tags.and("outcome", "failure")),
					dropped(registry, tags.and("reason", "overflow")),
					dropped(registry, tags.and("reason", "expired")));
		}

		private static Counter dropped(MeterRegistry registry, Tags tags) {
			return counter(registry, tags, "mqtt.publish.dropped", "messages",
					"Messages dropped before they were sent");
		}

		private static Counter counter(MeterRegistry registry, Tags tags, String name, String unit,
				String description) {
			return Counter.builder(name).tags(tags).baseUnit(unit).description(description).register(registry);
		}

		private static Timer timer(MeterRegistry registry, Tags tags) {
			return Timer.builder("mqtt.publish")
				.tags(tags)
				.description("Time from publishing a message to the end of the exchange with the server")
				.register(registry);
		}

	}

}
