// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.github.mqttboot.internal.session.LoopTask;
import io.github.mqttboot.transport.TransportLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other threads ask of a client's loop, in the order they asked. The loop is woken
 * once for all that comes until it looks, and turns to its connections between one batch
 * and the next.
 */
final class Mailbox implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	/** The end of the line in a mailbox whose owner has to be woken. */
	private static final LoopTask ASLEEP = new LoopCall(() -> {
	}, (failure) -> {
	});

	private final TransportLoop loop;

	private final Owner owner;

	/**
	 * What came last, linked to what came before it; null if nothing did since the owner
	 * looked, who will look again. Written by any thread.
	 */
	private final AtomicReference<@Nullable LoopTask> newest = new AtomicReference<>(ASLEEP);

	Mailbox(TransportLoop loop, Owner owner) {
		this.loop = loop;
		this.owner = owner;
	}

	/** Who does what is asked. */
	interface Owner {

		/** Does a task; on the loop. */
		void perform(LoopTask task);

		/** All that had come at one time is done; on the loop. */
		void performed();

		/** A task has thrown something, which is a fault of this client; on the loop. */
		void failed(LoopTask task, Throwable cause);

		/** The loop is gone; in any thread. */
		void reject(LoopTask task, RejectedExecutionException cause);

	}

	/** Hands a task over, from any thread. */
	void put(LoopTask task) {
		LoopTask before;
		do {
			before = this.newest.get();
			task.link(before);
		}
		while (!this.newest.compareAndSet(before, task));
		if (before == ASLEEP) {
			wake();
		}
	}

	private void wake() {
		try {
			this.loop.execute(this);
		}
		catch (RejectedExecutionException ex) {
			rejectAll(ex);
		}
	}

	/** Does what has come; by the loop alone. */
	@Override
	public void run() {
		LoopTask next = oldest(this.newest.getAndSet(null));
		while (next != null) {
			LoopTask task = next;
			next = task.link();
			task.link(null);
			perform(task);
		}
		this.owner.performed();
		if (!this.newest.compareAndSet(null, ASLEEP)) {
			goOn();
		}
	}

	private void perform(LoopTask task) {
		try {
			this.owner.perform(task);
		}
		catch (RuntimeException | Error ex) {
			// which must not take along what stands behind it
			logger.error("A task of the loop failed", ex);
			this.owner.failed(task, ex);
		}
	}

	private void goOn() {
		try {
			this.loop.executeAfterReading(this);
		}
		catch (RejectedExecutionException ex) {
			rejectAll(ex);
		}
	}

	private void rejectAll(RejectedExecutionException cause) {
		LoopTask next = oldest(this.newest.getAndSet(ASLEEP));
		while (next != null) {
			LoopTask task = next;
			next = task.link();
			task.link(null);
			this.owner.reject(task, cause);
		}
	}

	/** Turns the links around, so that each task has the next one. */
	private static @Nullable LoopTask oldest(@Nullable LoopTask newest) {
		LoopTask task = newest;
		LoopTask after = null;
		while (task != null && task != ASLEEP) {
			LoopTask before = task.link();
			task.link(after);
			after = task;
			task = before;
		}
		return after;
	}

}
