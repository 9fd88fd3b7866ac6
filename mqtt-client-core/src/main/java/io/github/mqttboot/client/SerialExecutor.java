// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.internal.session.Callbacks;
import io.github.mqttboot.transport.TransportLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one client one after the other, in their order, on an executor that
 * many clients share: it takes a thread only while there is something to do. What comes
 * from the loop is collected, and handed over when the loop has done what is at hand.
 */
final class SerialExecutor implements Callbacks {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	/** Then another client gets the thread. */
	private static final int TASKS_IN_ONE_TURN = 1024;

	/** So many are handed over before the loop has done the rest. */
	private static final int LARGEST_BATCH = 256;

	private final Executor threads;

	private final TransportLoop loop;

	private final Queue<Batch> batches = new ConcurrentLinkedQueue<>();

	/** How many batches are not done; who makes it one starts a turn. */
	private final AtomicInteger pending = new AtomicInteger();

	private final Runnable turn = this::turn;

	private final Runnable handOver = this::handOver;

	/** What the loop has collected; confined to it. */
	private @Nullable Batch collected;

	/** Written by the thread whose turn it is. */
	private volatile @Nullable Thread runner;

	SerialExecutor(Executor threads, TransportLoop loop) {
		this.threads = threads;
		this.loop = loop;
	}

	@Override
	public void execute(Runnable task) {
		if (this.loop.inLoop()) {
			collect(task);
		}
		else {
			add(new Batch(task));
		}
	}

	private void collect(Runnable task) {
		Batch collected = this.collected;
		if (collected == null) {
			this.collected = new Batch(task);
			handOverSoon();
		}
		else {
			collected.add(task);
			if (collected.size == LARGEST_BATCH) {
				handOver();
			}
		}
	}

	/** Whatever the loop is doing now, it hands over when that is done. */
	private void handOverSoon() {
		try {
			this.loop.execute(this.handOver);
		}
		catch (RejectedExecutionException ex) {
			handOver(); // it does nothing more after this
		}
	}

	/** Hands over what the loop has collected; on the loop. */
	void handOver() {
		Batch collected = this.collected;
		if (collected != null) {
			this.collected = null;
			add(collected);
		}
	}

	private void add(Batch batch) {
		this.batches.add(batch);
		if (this.pending.getAndIncrement() == 0) {
			startTurn();
		}
	}

	private void startTurn() {
		try {
			this.threads.execute(this.turn);
		}
		catch (RejectedExecutionException ex) {
			// the application's executor is shut down: still nothing may be left waiting
			CallbackThreads.SHARED.execute(this.turn);
		}
	}

	@Override
	public boolean isCurrent() {
		return this.runner == Thread.currentThread();
	}

	private void turn() {
		this.runner = Thread.currentThread();
		int batches = 0;
		int tasks = 0;
		Batch batch;
		while (tasks < TASKS_IN_ONE_TURN && (batch = this.batches.poll()) != null) {
			batch.run();
			tasks += batch.size;
			batches++;
		}
		this.runner = null;
		if (this.pending.addAndGet(-batches) > 0) {
			startTurn();
		}
	}

	/** Tasks that are handed over at once. */
	private static final class Batch {

		private Runnable[] tasks;

		private int size = 1;

		Batch(Runnable first) {
			this.tasks = new Runnable[] { first };
		}

		void add(Runnable task) {
			if (this.size == this.tasks.length) {
				this.tasks = Arrays.copyOf(this.tasks, 4 * this.size);
			}
			this.tasks[this.size++] = task;
		}

		void run() {
			for (int i = 0; i < this.size; i++) {
				run(this.tasks[i]);
			}
		}

		private static void run(Runnable task) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A callback failed in a way that nobody was told of", ex);
			}
		}

	}

}
