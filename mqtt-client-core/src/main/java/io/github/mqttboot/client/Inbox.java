// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much has been received that no handler has taken yet. Too much stops the reading,
 * so that a slow handler slows the server down and memory stays bounded.
 */
final class Inbox {

	private static final int MOST_MESSAGES = 8192;

	private static final long MOST_BYTES = 16 * 1024 * 1024;

	/** Raised on the loop, lowered where handlers run. */
	private final AtomicInteger messages = new AtomicInteger();

	/** Raised on the loop, lowered where handlers run. */
	private final AtomicLong bytes = new AtomicLong();

	/** Whether reading was stopped; written on the loop. */
	private volatile boolean full;

	/** Whether reading is stopped. */
	boolean isFull() {
		return this.full;
	}

	int messages() {
		return this.messages.get();
	}

	/** A message was received; on the loop. */
	void put(int size) {
		this.messages.incrementAndGet();
		this.bytes.addAndGet(size);
	}

	/**
	 * Whether reading has to stop now; on the loop.
	 * @return true once, when it has become too much
	 */
	boolean fills() {
		if (this.full || (this.messages.get() < MOST_MESSAGES && this.bytes.get() < MOST_BYTES)) {
			return false;
		}
		this.full = true;
		return true;
	}

	/**
	 * A handler takes a message.
	 * @return true if reading may be resumed, by {@link #resume()} on the loop
	 */
	boolean take(int size) {
		int messages = this.messages.decrementAndGet();
		long bytes = this.bytes.addAndGet(-size);
		return this.full && messages <= MOST_MESSAGES / 2 && bytes <= MOST_BYTES / 2;
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

}
