// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/**
 * What a listener has been given that acknowledges by itself, and has not acknowledged
 * yet: if it forgets to, the server stops sending to all listeners of the client. Used by
 * any thread.
 */
final class Unacknowledged {

	private final Set<Watched> open = ConcurrentHashMap.newKeySet();

	/** Whether the log knows; written by who tells it. */
	private boolean told;

	int count() {
		return this.open.size();
	}

	/** Watches a delivery, which the listener is to have in the place of the other. */
	Delivery watch(Delivery delivery) {
		Watched watched = new Watched(delivery);
		this.open.add(watched);
		return watched;
	}

	/** Forgets what the server sends again, or never. */
	void clear() {
		this.open.clear();
	}

	/**
	 * What to tell the log.
	 * @return the oldest that has been open for longer, or null if there is none or the
	 * log was told before and there have been some all the time since
	 */
	@Nullable Watched overdue(Duration limit) {
		Optional<Watched> oldest = this.open.stream().max(Comparator.comparing(Watched::age));
		if (oldest.isEmpty()) {
			this.told = false;
		}
		if (this.told || oldest.isEmpty() || oldest.get().age().compareTo(limit) <= 0) {
			return null;
		}
		this.told = true;
		return oldest.get();
	}

	/** A delivery that is open until it is acknowledged. */
	final class Watched implements Delivery {

		private final Delivery delivery;

		private final long since = System.nanoTime();

		private Watched(Delivery delivery) {
			this.delivery = delivery;
		}

		Duration age() {
			return Duration.ofNanos(System.nanoTime() - this.since);
		}

		@Override
		public MqttMessage message() {
			return this.delivery.message();
		}

		@Override
		public boolean duplicate() {
			return this.delivery.duplicate();
		}

		@Override
		public int packetId() {
			return this.delivery.packetId();
		}

		@Override
		public void acknowledge(ReasonCode reasonCode, PacketProperties properties) {
			this.delivery.acknowledge(reasonCode, properties);
			Unacknowledged.this.open.remove(this);
		}

	}

}
