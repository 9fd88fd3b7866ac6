// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts publishes that have ended, for libraries that tell by a callback; whoever waits
 * is woken once.
 */
public final class Completions {

	private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final AtomicLong ended = new AtomicLong();

	/** The lowest number somebody waits for; written with the lock. */
	private volatile long awaited = Long.MAX_VALUE;

	/** One more has ended. */
	public void end() {
		if (this.ended.incrementAndGet() >= this.awaited) {
			wake();
		}
	}

	private synchronized void wake() {
		this.awaited = Long.MAX_VALUE;
		notifyAll();
	}

	/**
	 * Waits until so many have ended.
	 * @param count the number
	 * @throws Exception if interrupted, or after 30 seconds
	 */
	public void await(long count) throws Exception {
		if (this.ended.get() >= count) {
			return;
		}
		long deadline = System.nanoTime() + LIMIT_NANOS;
		synchronized (this) {
			this.awaited = Math.min(this.awaited, count);
			while (this.ended.get() < count) {
				long millis = (deadline - System.nanoTime()) / 1_000_000;
				if (millis <= 0) {
					throw new TimeoutException("waited for " + count + ", ended " + this.ended);
				}
				wait(millis);
				this.awaited = Math.min(this.awaited, count);
			}
		}
	}

}
