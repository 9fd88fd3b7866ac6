// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: bytes arrive late, in pieces and in order, as long as
 * nothing happens to them.
 */
final class Pipe {

	private static final byte[] END = {};

	private final VirtualTime time;

	private final SplittableRandom random;

	private final long latency;

	/** What the receiver has not taken, because nobody lets it. */
	private final Queue<byte[]> held = new ArrayDeque<>();

	private @Nullable Receiver receiver;

	private long lastDue;

	/** After this moment nothing arrives. */
	private long brokenAt = Long.MAX_VALUE;

	private boolean hole;

	private boolean reading = true;

	private boolean ended;

	private int underWay;

	/** Takes what arrives. */
	interface Receiver {

		void arrived(byte[] bytes);

		/** Everything has arrived, and the sender has closed. */
		void ended();

	}

	Pipe(VirtualTime time, SplittableRandom random, long latency) {
		this.time = time;
		this.random = random;
		this.latency = latency;
	}

	void receiver(Receiver receiver) {
		this.receiver = receiver;
	}

	void write(byte[] bytes) {
		if (this.ended) {
			return;
		}
		this.underWay += bytes.length;
		int start = 0;
		if (bytes.length > 1 && this.random.nextInt(4) == 0) {
			start = this.random.nextInt(1, bytes.length);
			send(Arrays.copyOfRange(bytes, 0, start));
		}
		send((start == 0) ? bytes : Arrays.copyOfRange(bytes, start, bytes.length));
	}

	/** Closes in order, behind all that was written. */
	void end() {
		if (!this.ended) {
			this.ended = true;
			send(END);
		}
	}

	private void send(byte[] piece) {
		long delay = this.random.nextLong(this.latency / 4, this.latency);
		if (this.random.nextInt(16) == 0) {
			delay *= 2;
		}
		this.lastDue = Math.max(this.lastDue, this.time.now() + delay);
		this.time.at(this.lastDue, () -> arrive(piece));
	}

	private void arrive(byte[] piece) {
		if (this.time.now() > this.brokenAt) {
			return;
		}
		if (this.hole || !this.reading || !this.held.isEmpty()) {
			this.held.add(piece);
		}
		else {
			handOver(piece);
		}
	}

	private void handOver(byte[] piece) {
		Receiver receiver = this.receiver;
		if (receiver == null) {
			return;
		}
		this.underWay -= piece.length;
		if (piece == END) {
			receiver.ended();
		}
		else {
			receiver.arrived(piece);
		}
	}

	/** Nothing gets through for now; nothing is lost yet. */
	void hole(boolean hole) {
		this.hole = hole;
		release();
	}

	boolean hole() {
		return this.hole;
	}

	/** Whether the receiver takes anything. */
	void reading(boolean reading) {
		this.reading = reading;
		release();
	}

	private void release() {
		if (!this.hole && this.reading && !this.held.isEmpty()) {
			this.time.after(0, () -> {
				while (!this.hole && this.reading && this.time.now() <= this.brokenAt && !this.held.isEmpty()) {
					handOver(this.held.remove());
				}
			});
		}
	}

	/** Breaks; what would arrive after a moment is lost. */
	void breakAt(long moment) {
		this.ended = true;
		this.brokenAt = Math.min(this.brokenAt, moment);
	}

	/** How many bytes have not arrived. */
	int underWay() {
		return this.underWay;
	}

}
