// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the tasks of one listener on another executor, one after the other in the order
 * they came. Whoever brings more than {@value #CAPACITY} waits: so the queue stays small,
 * and the client's stop of reading reaches the server. Tasks come from one thread at a
 * time, the one on which the client calls handlers, and throw nothing.
 */
final class OrderedExecutor implements Executor {

	private static final int CAPACITY = 1024;

	private final Executor executor;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Tasks that are queued or running; whoever raises it from 0 starts the run. */
	private final AtomicInteger pending = new AtomicInteger();

	private final Semaphore room = new Semaphore(CAPACITY);

	OrderedExecutor(Executor executor) {
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		this.room.acquireUninterruptibly();
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0) {
			start();
		}
	}

	private void start() {
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			// nothing is running and tasks come from one thread at a time: it is the only
			// one
			this.tasks.clear();
			this.pending.set(0);
			this.room.release();
			throw ex;
		}
	}

	private void run() {
		do {
			Runnable task = this.tasks.poll();
			try {
				if (task != null) {
					task.run();
				}
			}
			finally {
				this.room.release();
			}
		}
		while (this.pending.decrementAndGet() > 0);
	}

}
