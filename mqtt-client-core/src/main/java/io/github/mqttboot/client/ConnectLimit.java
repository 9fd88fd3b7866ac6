// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many clients may be connecting at the same time, from the opening of the connection
 * to CONNACK. The others wait for their turn, in order, without a thread; so thousands of
 * clients that lose their server do not all stand at its door when it is back. Safe for
 * use by several threads.
 */
public final class ConnectLimit {

	/** What clients share that have none of their own: 64 at a time. */
	public static final ConnectLimit SHARED = new ConnectLimit(64);

	static final ConnectLimit NONE = new ConnectLimit(Integer.MAX_VALUE);

	private final int maximum;

	/** Turns that may be taken now; lowered by who begins one, raised by who ends it. */
	private final AtomicInteger free;

	private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();

	private ConnectLimit(int maximum) {
		this.maximum = maximum;
		this.free = new AtomicInteger(maximum);
	}

	/**
	 * Makes a limit, to be given to all clients that it is for.
	 * @param clients how many may be connecting at the same time, 1 or more
	 * @return the limit
	 * @throws IllegalArgumentException if it is not positive
	 */
	public static ConnectLimit of(int clients) {
		if (clients < 1) {
			throw new IllegalArgumentException("connectLimit must be 1 or more, was " + clients);
		}
		return new ConnectLimit(clients);
	}

	/**
	 * How many may be connecting at the same time.
	 * @return 1 or more
	 */
	public int maximum() {
		return this.maximum;
	}

	/**
	 * Makes a turn, which begins when it was asked for and the limit allows.
	 * @param loop where to begin
	 * @param begin what to begin with
	 * @return the turn
	 */
	Turn turn(Executor loop, Runnable begin) {
		return new Turn(loop, begin);
	}

	private boolean take() {
		return this.free.getAndUpdate((free) -> Math.max(0, free - 1)) > 0;
	}

	private void next() {
		while (!this.waiting.isEmpty() && take()) {
			Turn turn = this.waiting.poll();
			if (turn == null || !turn.begin()) {
				this.free.incrementAndGet();
			}
		}
	}

	@Override
	public String toString() {
		return "ConnectLimit{maximum=" + this.maximum + "}";
	}

	private enum State {

		WAITING, TAKEN, ENDED

	}

	/** The turn of one client. */
	final class Turn {

		private final Executor loop;

		private final Runnable begin;

		/** Changed by the client's loop and by whoever ends another turn. */
		private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

		private Turn(Executor loop, Runnable begin) {
			this.loop = loop;
			this.begin = begin;
		}

		/** Asks for it, on the loop; begins at once if the limit allows. */
		void ask() {
			if (ConnectLimit.this.waiting.isEmpty() && take()) {
				this.state.set(State.TAKEN);
				this.begin.run();
			}
			else {
				ConnectLimit.this.waiting.add(this);
				next();
			}
		}

		/** False if nobody wants it any more. */
		private boolean begin() {
			if (!this.state.compareAndSet(State.WAITING, State.TAKEN)) {
				return false;
			}
			try {
				this.loop.execute(this::run);
				return true;
			}
			catch (RejectedExecutionException ex) {
				return !this.state.compareAndSet(State.TAKEN, State.ENDED); // the client
																			// is gone
			}
		}

		private void run() {
			if (this.state.get() == State.TAKEN) {
				this.begin.run();
			}
		}

		/** The attempt has ended, or is not wanted any more. */
		void end() {
			State before = this.state.getAndSet(State.ENDED);
			if (before == State.TAKEN) {
				ConnectLimit.this.free.incrementAndGet();
				next();
			}
			else if (before == State.WAITING) {
				ConnectLimit.this.waiting.remove(this);
			}
		}

	}

}
