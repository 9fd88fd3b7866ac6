// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The clock of one simulation and the order of all that happens in it: one event after
 * the other, on one thread.
 */
final class VirtualTime {

	/** More than any run needs: something keeps itself busy. */
	private static final int MOST_EVENTS = 500_000;

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private long now;

	private long order;

	private int count;

	/** Something that will happen, unless it is cancelled. */
	static final class Event implements Comparable<Event> {

		private final long due;

		private final long order;

		private @Nullable Runnable task;

		private Event(long due, long order, Runnable task) {
			this.due = due;
			this.order = order;
			this.task = task;
		}

		void cancel() {
			this.task = null;
		}

		@Override
		public int compareTo(Event other) {
			return (this.due != other.due) ? Long.compare(this.due, other.due) : Long.compare(this.order, other.order);
		}

	}

	static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	static long seconds(long seconds) {
		return TimeUnit.SECONDS.toNanos(seconds);
	}

	/** Nanoseconds since the start. */
	long now() {
		return this.now;
	}

	int count() {
		return this.count;
	}

	Event after(long delay, Runnable task) {
		return at(this.now + Math.max(0, delay), task);
	}

	/** What is due at the same moment happens in the order it was asked for. */
	Event at(long due, Runnable task) {
		Event event = new Event(due, this.order++, task);
		this.events.add(event);
		return event;
	}

	/**
	 * Lets everything happen up to a moment. An event may call this itself: that is how
	 * it takes time.
	 */
	void runUntil(long end) {
		Event event;
		while ((event = this.events.peek()) != null && event.due <= end) {
			this.events.remove();
			this.now = Math.max(this.now, event.due);
			Runnable task = event.task;
			if (task != null) {
				if (++this.count > MOST_EVENTS) {
					throw new IllegalStateException(
							"more than " + MOST_EVENTS + " events, the run does not come to rest");
				}
				task.run();
			}
		}
		this.now = Math.max(this.now, end);
	}

	/** Nothing happens any more. */
	void stop() {
		this.events.clear();
	}

}
