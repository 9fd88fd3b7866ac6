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

	private static final int BYTES_BITS = 40;

	private final int mostMessages;

	private final long mostBytes;

	/** Written on the loop. */
	private final AtomicLong received = new AtomicLong();

	/** Written where handlers run. */
	private final AtomicLong taken = new AtomicLong();

	/** What was taken when the loop last looked; confined to it. */
	private long knownTaken;

	/** Whether reading was stopped; written on the loop. */
	private volatile boolean full;

	Inbox(int mostMessages, long mostBytes) {
		this.mostMessages = mostMessages;
		this.mostBytes = mostBytes;
	}

	/** Whether another message may be put into it; on the loop. */
	boolean hasRoom() {
		return hasRoom(1);
	}

	/** Whether another message may be put into it as one of several equal parts. */
	boolean hasRoom(int parts) {
		int messages = Math.max(1, this.mostMessages / parts);
		long bytes = Math.max(1, this.mostBytes / parts);
		long received = this.received.getPlain();
		if (fits(received - this.knownTaken, messages, bytes)) {
			return true;
		}
		this.knownTaken = this.taken.get();
		return fits(received - this.knownTaken, messages, bytes);
	}

	/** Whether reading is stopped. */
	boolean isFull() {
		return this.full;
	}

	int messages() {
		long taken = this.taken.get(); // first: never more than was received
		return messages(this.received.get() - taken);
	}

	long bytes() {
		long taken = this.taken.get();
		return bytes(this.received.get() - taken);
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
		if (this.full || hasRoom()) {
			return false;
		}
		this.full = true;
		// who took the last message before that has not seen it, and will not resume
		if (isHalfEmpty(this.received.getPlain() - this.taken.get())) {
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
		return this.full && isHalfEmpty(this.received.get() - taken);
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

	private boolean isHalfEmpty(long count) {
		return fits(count, this.mostMessages / 2 + 1, this.mostBytes / 2 + 1);
	}

	private static boolean fits(long count, int messages, long bytes) {
		return messages(count) < messages && bytes(count) < bytes;
	}

	private static long count(int size) {
		return (1L << BYTES_BITS) + size;
	}

	private static long bytes(long count) {
		return count & ((1L << BYTES_BITS) - 1);
	}

	private static int messages(long count) {
		return (int) (count >>> BYTES_BITS);
	}

}
