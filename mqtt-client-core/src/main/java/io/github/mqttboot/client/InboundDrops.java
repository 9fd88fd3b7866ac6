// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.transport.TransportLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts received messages that were dropped, and tells of them: the log once, the event
 * once in a while. Confined to the loop unless it says otherwise.
 */
final class InboundDrops {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(10);

	private final TransportLoop loop;

	private final EventHub events;

	private final TrafficObserver observer;

	/** Written on the loop. */
	private volatile long count;

	private long toldAt;

	InboundDrops(TransportLoop loop, EventHub events, TrafficObserver observer) {
		this.loop = loop;
		this.events = events;
		this.observer = observer;
	}

	/** How many so far; from any thread. */
	long count() {
		return this.count;
	}

	void dropped(MqttMessage message, int size) {
		long count = this.count + 1;
		this.count = count;
		this.observer.dropped(message.qos(), size);
		if (count == 1) {
			logger.warn("A handler of {} is behind: messages of QoS 0 to it are dropped, and counted",
					Printable.of(message.topic()));
		}
		long now = this.loop.nanoTime();
		if (count == 1 || now - this.toldAt >= BETWEEN_EVENTS.toNanos()) {
			this.toldAt = now;
			this.events.fire(new MqttEvent.MessagesDropped(message.topic(), count));
		}
	}

}
