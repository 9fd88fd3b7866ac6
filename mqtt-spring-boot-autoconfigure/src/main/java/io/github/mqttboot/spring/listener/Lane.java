// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Works on the messages of a listener one after the other. It takes a thread only while
 * there is something to do: none while it waits for a stage to end or for the next
 * attempt.
 */
final class Lane {

	/** Then another listener gets the thread. */
	private static final int MESSAGES_IN_ONE_TURN = 256;

	private final Lanes lanes;

	private final Waiting waiting;

	/** Whether there is something to do; set by who starts, cleared when all is done. */
	private final AtomicBoolean busy = new AtomicBoolean();

	/**
	 * The return of {@link Handling#proceed} and the end of what it began come in either
	 * order, and on two threads: who is first sets it, who is second goes on.
	 */
	private final AtomicBoolean met = new AtomicBoolean();

	/** What is being worked on; written by the thread that works. */
	private volatile @Nullable Handling current;

	/**
	 * Makes a lane with nothing to do.
	 * @param lanes what it is one of
	 * @param waiting what is to be worked on, by this lane alone or by all
	 */
	Lane(Lanes lanes, Waiting waiting) {
		this.lanes = lanes;
		this.waiting = waiting;
	}

	/** What is being worked on or tried again, or null; from any thread. */
	@Nullable Handling current() {
		return this.current;
	}

	/** Takes a message. */
	void enter(Handling handling, Executor executor) {
		if (this.waiting.add(handling)) {
			start(executor);
		}
	}

	/**
	 * Begins with what waits.
	 * @param executor where
	 * @return false if the lane is busy; then it comes to it by itself
	 */
	boolean start(Executor executor) {
		if (!this.busy.compareAndSet(false, true)) {
			return false;
		}
		this.lanes.execute(executor, this::work);
		return true;
	}

	private void work() {
		int done = 0;
		do {
			Handling next;
			while ((next = this.waiting.poll()) != null) {
				if (!workOn(next)) {
					return; // still busy: settled() goes on
				}
				if (++done == MESSAGES_IN_ONE_TURN) {
					this.lanes.goOn(this::work);
					return;
				}
			}
		}
		while (isBusyAgain());
	}

	/** Whether something has come in the moment when all was done. */
	private boolean isBusyAgain() {
		this.busy.set(false);
		return this.waiting.isReady() && this.busy.compareAndSet(false, true);
	}

	/** Whether the lane is free for the next message when this returns. */
	private boolean workOn(Handling handling) {
		this.current = handling;
		this.met.set(false);
		handling.proceed(this);
		return !this.met.compareAndSet(false, true) && leave(handling);
	}

	/**
	 * A message is over or has to wait for its next attempt; to be called once for each
	 * call of {@link Handling#proceed}, on any thread.
	 */
	void settled(Handling handling) {
		if (!this.met.compareAndSet(false, true) && leave(handling)) {
			this.lanes.goOn(this::work);
		}
	}

	private boolean leave(Handling handling) {
		boolean keepsOrder = this.lanes.keepOrder();
		if (!handling.isOver() && keepsOrder) {
			handling.pause(() -> this.lanes.goOn(() -> resume(handling)));
			return false;
		}
		this.current = null;
		if (!handling.isOver()) {
			handling.pause(() -> this.lanes.enterAgain(handling));
		}
		else if (handling.isAbandoned() && keepsOrder) {
			abandonWaiting(); // they must not overtake it
		}
		return true;
	}

	private void resume(Handling handling) {
		if (workOn(handling)) {
			work();
		}
	}

	/** Leaves with the server what nobody has begun to work on. */
	void abandonWaiting() {
		Handling next;
		while ((next = this.waiting.poll()) != null) {
			next.abandon();
		}
	}

}
