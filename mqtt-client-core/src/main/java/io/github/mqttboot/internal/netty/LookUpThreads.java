// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * As many threads as there are names being looked up: none waits for another. A thread
 * that is free is used again, and goes when it has been free for a while.
 */
final class LookUpThreads {

	private final long idleNanos;

	private final ThreadFactory threads;

	/** For threads that are free; there is always one for each. */
	private final BlockingQueue<Supplier<Runnable>> handedOver = new LinkedBlockingQueue<>();

	/**
	 * Threads that are free and that nothing is handed over to. Changed by any thread.
	 */
	private final AtomicInteger free = new AtomicInteger();

	/**
	 * Makes no thread yet.
	 * @param idle how long a thread that is free stays
	 * @param threads what makes threads
	 */
	LookUpThreads(Duration idle, ThreadFactory threads) {
		this.idleNanos = idle.toNanos();
		this.threads = threads;
	}

	/**
	 * Starts to look up.
	 * @param lookUp may block; returns what tells the answer, which may not: the thread
	 * is free by then, so that who is told and asks for another name gets the same
	 */
	void start(Supplier<Runnable> lookUp) {
		if (claim()) {
			this.handedOver.add(lookUp);
		}
		else {
			this.threads.newThread(() -> work(lookUp)).start();
		}
	}

	/** Takes a thread from those that are free, if there is one. */
	private boolean claim() {
		return this.free.getAndUpdate((number) -> Math.max(number - 1, 0)) > 0;
	}

	private void work(Supplier<Runnable> first) {
		Supplier<Runnable> lookUp = first;
		while (lookUp != null) {
			Runnable answer = lookUp.get();
			this.free.incrementAndGet();
			answer.run();
			lookUp = next();
		}
	}

	/** Waits for the next, or returns null when this thread may go. */
	private @Nullable Supplier<Runnable> next() {
		Supplier<Runnable> next = poll();
		while (next == null && !claim()) { // somebody counts on this thread
			next = poll();
		}
		return next;
	}

	private @Nullable Supplier<Runnable> poll() {
		try {
			return this.handedOver.poll(this.idleNanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			return null; // by whom the names were asked
		}
	}

}
