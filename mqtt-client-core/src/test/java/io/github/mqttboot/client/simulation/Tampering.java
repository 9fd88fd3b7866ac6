// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.List;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.Packet;

/**
 * Makes a client with a bug out of the one that is tested, by changing what it sends and
 * what it gets to see. The simulation has to find that out.
 */
interface Tampering {

	/** A connection is open. */
	default void connected() {
	}

	/** The client sends a packet: what is really sent. */
	default List<Packet> sending(Packet packet) {
		return List.of(packet);
	}

	/** The client sends a packet: what it takes for the answer, whatever comes. */
	default List<Packet> answering(Packet packet) {
		return List.of();
	}

	/**
	 * A packet arrives: what the client sees of it.
	 * @param send sends a packet that the client knows nothing of
	 */
	default List<Packet> arriving(Packet packet, Consumer<Packet> send) {
		return List.of(packet);
	}

}
