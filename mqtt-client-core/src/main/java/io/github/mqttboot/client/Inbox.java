// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much has been received that no handler has taken yet. Too much stops the reading,
 * so that a slow handler slows the server down and memory stays bounded.
 * <p>
 * Messages and their bytes are counted in one number, the bytes in its lower 40 bits:
 * what has come, and what was taken of it, each in a counter of its own so that the two
 * sides do not wait for each other. A counter may overflow, the difference does not.
 */
final class Inbox {

	private static final int MOST_MESSAGES = 8192;

	private static final long MOST_BYTES = 16 * 1024 * 1024;

	private static final int BYTES_BITS = 40;

	/** Written on the loop. */
	private final AtomicLong received = new AtomicLong();

	/** Written where handlers run. */
	private final AtomicLong taken = new AtomicLong();

	/** What was taken when the loop last looked; confined to it. */
	private long knownTaken;

	/** Whether reading was stopped; written on the loop. */
	private volatile boolean full;

	/** Whether reading is stopped. */
	boolean isFull() {
		return this.full;
	}

	int messages() {
		long taken = this.taken.get(); // first: never more than was received
		return messages(this.received.get() - taken);
	}

	/** A message was received; on the loop. */
	void put(int size) {
		this.received.lazySet(this.received.getPlain() + count(size));
	}

	/**
	 * Whether reading has to stop now; on the loop.
	 * @return true once, when it has become too much
	 */
	boolean fills() {
		long received = this.received.getPlain();
		if (this.full || fits(received - this.knownTaken, MOST_MESSAGES, MOST_BYTES)) {
			return false;
		}
		this.knownTaken = this.taken.get();
		if (fits(received - this.knownTaken, MOST_MESSAGES, MOST_BYTES)) {
			return false;
		}
		this.full = true;
		// who took the last message before that has not seen it, and will not resume
		if (hasRoom(received - this.taken.get())) {
			this.full = false;
		}
		return this.full;
	}

	/**
	 * A handler takes a message.
	 * @return true if reading may be resumed, by {@link #resume()} on the loop
	 */
	boolean take(int size) {
		long taken = this.taken.addAndGet(count(size));
		return this.full && hasRoom(this.received.get() - taken);
	}

	/**
	 * Reading shall go on; on the loop.
	 * @return whether it was stopped
	 */
	boolean resume() {
		boolean stopped = this.full;
		this.full = false;
		return stopped;
	}

	private static boolean hasRoom(long count) {
		return fits(count, MOST_MESSAGES / 2 + 1, MOST_BYTES / 2 + 1);
	}

	private static boolean fits(long count, int messages, long bytes) {
		return messages(count) < messages && (count & ((1L << BYTES_BITS) - 1)) < bytes;
	}

	private static long count(int size) {
		return (1L << BYTES_BITS) + size;
	}

	private static int messages(long count) {
		return (int) (count >>> BYTES_BITS);
	}

}
