// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.internal.session.Callbacks;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one client one after the other, in their order, on an executor that
 * many clients share: it takes a thread only while there is something to do.
 */
final class SerialExecutor implements Callbacks {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	/** Then another client gets the thread. */
	private static final int TASKS_IN_ONE_TURN = 1024;

	private final Executor threads;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** How many tasks are not done; who makes it one starts a turn. */
	private final AtomicInteger pending = new AtomicInteger();

	/** Written by the thread whose turn it is. */
	private volatile @Nullable Thread runner;

	SerialExecutor(Executor threads) {
		this.threads = threads;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0) {
			startTurn();
		}
	}

	private void startTurn() {
		try {
			this.threads.execute(this::turn);
		}
		catch (RejectedExecutionException ex) {
			// the application's executor is shut down: still nothing may be left waiting
			CallbackThreads.SHARED.execute(this::turn);
		}
	}

	@Override
	public boolean isCurrent() {
		return this.runner == Thread.currentThread();
	}

	private void turn() {
		this.runner = Thread.currentThread();
		int done = 0;
		Runnable task;
		while (done < TASKS_IN_ONE_TURN && (task = this.tasks.poll()) != null) {
			run(task);
			done++;
		}
		this.runner = null;
		if (this.pending.addAndGet(-done) > 0) {
			startTurn();
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
