// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the publishes that have not ended, which are limited. Those that begin and those
 * that end are counted apart, so that callers and loop do not wait for each other.
 */
final class UnfinishedPublishes {

	private final int capacity;

	/** Raised by callers. */
	private final AtomicLong begun = new AtomicLong();

	/** Written on the loop. */
	private final AtomicLong ended = new AtomicLong();

	/**
	 * How many had ended when a caller last looked, or fewer; written by callers, one may
	 * overwrite what another has seen.
	 */
	private volatile long knownEnded;

	UnfinishedPublishes(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Another one begins, unless there are too many; from any thread.
	 * @return whether it may
	 */
	boolean begin() {
		long begun = this.begun.incrementAndGet();
		if (begun - this.knownEnded <= this.capacity) {
			return true;
		}
		this.knownEnded = this.ended.get();
		if (begun - this.knownEnded <= this.capacity) {
			return true;
		}
		takeBack();
		return false;
	}

	/** One that has begun never reaches the loop; from any thread. */
	void takeBack() {
		this.begun.decrementAndGet();
	}

	/** One has ended; on the loop. */
	void end() {
		this.ended.lazySet(this.ended.getPlain() + 1);
	}

	/** How many there are; from any thread. */
	int count() {
		long ended = this.ended.get(); // first: never more than have begun
		return (int) (this.begun.get() - ended);
	}

}
