// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of messages that are dropped instead of being published: the log once for each
 * reason. It may be used by any thread.
 */
final class OutboundDrops {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private final EventHub events;

	private final TrafficObserver observer;

	/** The reasons that the log was told of, a bit each; written by any thread. */
	private final AtomicInteger logged = new AtomicInteger();

	OutboundDrops(EventHub events, TrafficObserver observer) {
		this.events = events;
		this.observer = observer;
	}

	void dropped(MqttMessage message, DropReason reason, MqttException failure) {
		this.observer.publishDropped(message.qos(), reason);
		if (isFirst(reason)) {
			logger.warn("{} (others like it are not logged)", failure.getMessage());
		}
		this.events.fire(new MqttEvent.MessageFailed(message, failure));
	}

	private boolean isFirst(DropReason reason) {
		int bit = 1 << reason.ordinal();
		return (this.logged.getAndUpdate((bits) -> bits | bit) & bit) == 0;
	}

}
