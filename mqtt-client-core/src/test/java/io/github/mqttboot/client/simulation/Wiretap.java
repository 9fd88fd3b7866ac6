// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.Packet;

import org.jspecify.annotations.Nullable;

/**
 * Sits between the clients and the network: shows the {@link Referee} every packet, and
 * lets a {@link Tampering} make another client of this one.
 */
final class Wiretap {

	private final Trace trace;

	private final Referee referee;

	private final @Nullable Tampering tampering;

	Wiretap(Trace trace, Referee referee, @Nullable Tampering tampering) {
		this.trace = trace;
		this.referee = referee;
		this.tampering = tampering;
	}

	Line line() {
		if (this.tampering != null) {
			this.tampering.connected();
		}
		return new Line(this.referee.connection());
	}

	/** One connection. */
	final class Line {

		private final Referee.Connection connection;

		private Line(Referee.Connection connection) {
			this.connection = connection;
		}

		void sent(Packet packet, int size) {
			Wiretap.this.trace.add("client", "sends", packet);
			this.connection.sent(packet, size);
		}

		void flushed() {
			this.connection.flushed();
		}

		/** Bytes have come. */
		void heard() {
			this.connection.heard();
		}

		void reading(boolean reading) {
			this.connection.reading(reading);
		}

		/** The client wants no more of the connection. */
		void left() {
			this.connection.left();
		}

		void received(Packet packet) {
			Wiretap.this.trace.add("client", "receives", packet);
			this.connection.received(packet);
		}

		void closed() {
			Wiretap.this.trace.add("client", "connection closed");
			this.connection.closed();
		}

		boolean tampers() {
			return Wiretap.this.tampering != null;
		}

		/** What is sent in place of a packet. */
		List<Packet> tampered(Packet packet) {
			Tampering tampering = Wiretap.this.tampering;
			return (tampering != null) ? tampering.sending(packet) : List.of(packet);
		}

		/** What the client takes for the server's answer to a packet. */
		List<Packet> invented(Packet packet) {
			Tampering tampering = Wiretap.this.tampering;
			return (tampering != null) ? tampering.answering(packet) : List.of();
		}

		/** What the client gets to see in place of a packet. */
		List<Packet> tamperedOnArrival(Packet packet, Consumer<Packet> send) {
			received(packet);
			Tampering tampering = Wiretap.this.tampering;
			List<Packet> seen = new ArrayList<>();
			if (tampering != null) {
				seen.addAll(tampering.arriving(packet, send));
			}
			return seen;
		}

	}

}
