// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Hands out packet identifiers 1 to 65535, each to one exchange at a time [MQTT-2.2.1-3],
 * and finds the exchange of an identifier. Identifiers go up by one, so those in use
 * stand close together and a small array indexed by their lower bits holds them.
 */
final class PacketIds {

	static final int MAXIMUM = 65_535;

	private @Nullable Exchange<?>[] slots = new Exchange<?>[4];

	private int used;

	private int last;

	/** The number of identifiers in use. */
	int used() {
		return this.used;
	}

	/** Gives an exchange the next free identifier. */
	void assign(Exchange<?> exchange) {
		if (this.used == MAXIMUM) {
			throw new IllegalStateException("all 65535 packet identifiers are in use");
		}
		if (isCrowded()) {
			grow();
		}
		int id = this.last;
		do {
			id = (id == MAXIMUM) ? 1 : id + 1;
		}
		while (this.slots[slot(id)] != null);
		this.last = id;
		this.used++;
		this.slots[slot(id)] = exchange;
		exchange.assign(id);
	}

	/** Gives an exchange the identifier that it had in another process. */
	void restore(Exchange<?> exchange, int id) {
		if (get(id) != null) {
			throw new IllegalStateException("packet identifier " + id + " is in use");
		}
		while (isCrowded() || this.slots[slot(id)] != null) {
			grow();
		}
		this.last = id;
		this.used++;
		this.slots[slot(id)] = exchange;
		exchange.assign(id);
	}

	/** Puts an exchange in the place of another, which has no identifier any more. */
	void replace(Exchange<?> exchange, Exchange<?> other) {
		this.slots[slot(exchange.packetId())] = other;
		other.assign(exchange.packetId());
		exchange.assign(0);
	}

	@Nullable Exchange<?> get(int packetId) {
		Exchange<?> exchange = this.slots[slot(packetId)];
		return (exchange != null && exchange.packetId() == packetId) ? exchange : null;
	}

	/** Frees the identifier of an exchange; the server will not answer for it again. */
	void release(Exchange<?> exchange) {
		this.slots[slot(exchange.packetId())] = null;
		this.used--;
		exchange.assign(0);
	}

	/** The messages that have an identifier, in no order. */
	List<PublishExchange> publishes() {
		List<PublishExchange> publishes = new ArrayList<>(this.used);
		for (Exchange<?> exchange : this.slots) {
			if (exchange instanceof PublishExchange publish) {
				publishes.add(publish);
			}
		}
		return publishes;
	}

	private int slot(int packetId) {
		return packetId & (this.slots.length - 1);
	}

	private boolean isCrowded() {
		return this.used * 2 >= this.slots.length && this.slots.length <= MAXIMUM;
	}

	private void grow() {
		@Nullable Exchange<?>[] before = this.slots;
		this.slots = new Exchange<?>[before.length * 2];
		for (Exchange<?> exchange : before) {
			if (exchange != null) {
				// two that had different slots before have different slots now
				this.slots[slot(exchange.packetId())] = exchange;
			}
		}
	}

}
