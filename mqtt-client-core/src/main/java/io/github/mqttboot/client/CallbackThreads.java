// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run the handlers of all clients without an executor of their own.
 * There are as many as have something to do, none when all are idle: a handler that
 * blocks never keeps another one waiting.
 * <p>
 * One thread at a time is called. If there is more to do than it takes for itself when it
 * comes, it calls the next: short tasks that come at once are done by a few threads, with
 * no need to wake one for each, and behind a task that blocks another thread has come.
 */
final class CallbackThreads implements Executor {

	static final CallbackThreads SHARED = new CallbackThreads(Duration.ofSeconds(10), threadFactory());

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private final long idleNanos;

	private final ThreadFactory threads;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Who waits to be called, the last to have worked first. */
	private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();

	/**
	 * Whether some thread will look for tasks before long. It lowers this before it
	 * looks: whoever adds a task and finds it raised need not call.
	 */
	private final AtomicBoolean coming = new AtomicBoolean();

	/**
	 * Makes an executor.
	 * @param idle how long a thread without a task stays
	 * @param threads what makes threads
	 */
	CallbackThreads(Duration idle, ThreadFactory threads) {
		this.idleNanos = idle.toNanos();
		this.threads = threads;
	}

	private static ThreadFactory threadFactory() {
		AtomicInteger count = new AtomicInteger();
		return (work) -> {
			Thread thread = new Thread(work, "mqtt-callback-" + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		call();
	}

	private void call() {
		if (this.coming.get() || !this.coming.compareAndSet(false, true)) {
			return;
		}
		Worker worker = this.idle.pollFirst();
		if (worker != null) {
			worker.wake();
		}
		else {
			start();
		}
	}

	private void start() {
		boolean started = false;
		try {
			new Worker().thread.start();
			started = true;
		}
		finally {
			if (!started) { // out of memory for threads; who comes with the next task
							// tries again
				this.coming.set(false);
			}
		}
	}

	/** A thread, which does tasks and waits for more. */
	private final class Worker implements Runnable {

		private final Thread thread = CallbackThreads.this.threads.newThread(this);

		/** Whether it is idle no more; raised by who has taken it from there. */
		private volatile boolean called;

		void wake() {
			this.called = true;
			LockSupport.unpark(this.thread);
		}

		@Override
		public void run() {
			do {
				CallbackThreads.this.coming.set(false);
				work();
			}
			while (awaitCall());
		}

		private void work() {
			Runnable task;
			while ((task = CallbackThreads.this.tasks.poll()) != null) {
				if (!CallbackThreads.this.tasks.isEmpty()) {
					call();
				}
				run(task);
			}
		}

		private void run(Runnable task) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A callback failed in a way that nobody was told of", ex);
			}
			finally {
				Thread.interrupted(); // was meant for that task
			}
		}

		/**
		 * Waits to be called.
		 * @return false if it was not, and this thread may end
		 */
		private boolean awaitCall() {
			becomeIdle();
			if (!CallbackThreads.this.tasks.isEmpty() && CallbackThreads.this.idle.remove(this)) {
				return true;
			}
			long end = System.nanoTime() + CallbackThreads.this.idleNanos;
			while (!this.called) {
				long left = end - System.nanoTime();
				if (left > 0) {
					LockSupport.parkNanos(CallbackThreads.this, left);
					Thread.interrupted(); // would keep it awake
				}
				else if (CallbackThreads.this.idle.remove(this)) {
					return false;
				}
				else {
					Thread.onSpinWait(); // it is being called just now
				}
			}
			return true;
		}

		/**
		 * It will look once more: who adds a task meanwhile need not start another
		 * thread.
		 */
		private void becomeIdle() {
			this.called = false;
			boolean looking = CallbackThreads.this.coming.compareAndSet(false, true);
			CallbackThreads.this.idle.push(this);
			if (looking) {
				CallbackThreads.this.coming.set(false);
			}
		}

	}

}
