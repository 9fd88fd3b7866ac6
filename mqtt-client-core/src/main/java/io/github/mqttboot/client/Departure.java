// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.transport.TransportLoop;
import io.github.mqttboot.transport.TransportLoop.Cancellation;

/**
 * The good end of a connection: what is going on may come to its end first, but not for
 * longer than a limit. Confined to the loop.
 */
final class Departure {

	/** Of the time there is, what is kept for DISCONNECT to reach the network. */
	private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

	private final Disconnect packet;

	private final String reason;

	private final TransportLoop loop;

	private final long deadline;

	private final BooleanSupplier settled;

	private final Cancellation limit;

	/** Whether the application wants no other connection. */
	private final boolean last;

	private boolean awaitingHandlers;

	private boolean awaitingAcknowledgements;

	/**
	 * Begins to wait.
	 * @param packet what to say in the end
	 * @param reason why, for a person to read
	 * @param last whether handlers are to end as well, since there will be no other
	 * connection
	 * @param loop whose clock it is
	 * @param timeout how long all of it may take
	 * @param settled whether no exchange with the server is going on any more
	 * @param leave what to do when it has taken too long
	 */
	Departure(Disconnect packet, String reason, boolean last, TransportLoop loop, Duration timeout,
			BooleanSupplier settled, Runnable leave) {
		Duration quarter = timeout.dividedBy(4);
		Duration farewell = (quarter.compareTo(LONGEST_FAREWELL) < 0) ? quarter : LONGEST_FAREWELL;
		this.packet = packet;
		this.reason = reason;
		this.last = last;
		this.awaitingHandlers = last;
		this.awaitingAcknowledgements = last;
		this.loop = loop;
		this.deadline = loop.nanoTime() + timeout.toNanos();
		this.settled = settled;
		this.limit = loop.schedule(timeout.minus(farewell), leave);
	}

	Disconnect packet() {
		return this.packet;
	}

	String reason() {
		return this.reason;
	}

	boolean isLast() {
		return this.last;
	}

	/** The handlers have ended. */
	void handled() {
		this.awaitingHandlers = false;
	}

	/** What handlers have acknowledged is sent. */
	void acknowledged() {
		this.awaitingHandlers = false;
		this.awaitingAcknowledgements = false;
	}

	boolean isAwaitingHandlers() {
		return this.awaitingHandlers;
	}

	/** Whether nothing is going on any more. */
	boolean isSettled() {
		return !this.awaitingAcknowledgements && this.settled.getAsBoolean();
	}

	/**
	 * Ends the waiting.
	 * @return how much time is left
	 */
	Duration end() {
		this.limit.cancel();
		return Duration.ofNanos(Math.max(0, this.deadline - this.loop.nanoTime()));
	}

}
