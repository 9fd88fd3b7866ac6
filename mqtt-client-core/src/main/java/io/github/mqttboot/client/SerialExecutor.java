// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * Beside it there may be lanes, which run their tasks one after the other as well, but do
 * not wait for each other.
 */
final class SerialExecutor implements Callbacks, Runnable {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	/** Then another client gets the thread. */
	private static final int TASKS_IN_ONE_TURN = 1024;

	/** So many are handed over together before the loop has done the rest. */
	static final int BATCH = 256;

	private final Executor threads;

	private final TransportLoop loop;

	private final Queue<Batch> batches = new ConcurrentLinkedQueue<>();

	/** How many batches are not done; who makes it one starts a turn. */
	private final AtomicInteger pending = new AtomicInteger();

	private final Runnable scheduledHandOver = this::scheduledHandOver;

	/** What this is a lane of; itself if it is none. */
	private final SerialExecutor main;

	/** Another list after each change on the loop, read from any thread. */
	private volatile List<SerialExecutor> lanes = List.of();

	/** It and those of its lanes that have collected something; confined to the loop. */
	private final List<SerialExecutor> collecting = new ArrayList<>(0);

	/** Whether the loop will hand over by itself; confined to it. */
	private boolean scheduled;

	/** What the loop has collected; confined to it. */
	private @Nullable Batch collected;

	/** Written by the thread whose turn it is. */
	private volatile @Nullable Thread runner;

	/** Who is being asked by the client; written by that thread. */
	private volatile @Nullable Thread asked;

	SerialExecutor(Executor threads, TransportLoop loop) {
		this.threads = threads;
		this.loop = loop;
		this.main = this;
	}

	private SerialExecutor(SerialExecutor main) {
		this.threads = main.threads;
		this.loop = main.loop;
		this.main = main;
	}

	/** Opens a lane; on the loop. */
	SerialExecutor openLane() {
		SerialExecutor lane = new SerialExecutor(this);
		List<SerialExecutor> lanes = new ArrayList<>(this.lanes);
		lanes.add(lane);
		this.lanes = lanes;
		return lane;
	}

	/**
	 * Closes a lane; on the loop.
	 * @return false if it has something to do and stays
	 */
	boolean closeLane(SerialExecutor lane) {
		if (!lane.isIdle()) {
			return false;
		}
		List<SerialExecutor> lanes = new ArrayList<>(this.lanes);
		lanes.remove(lane);
		this.lanes = lanes;
		return true;
	}

	/** Whether there is nothing to do; on the loop. */
	private boolean isIdle() {
		return this.pending.get() == 0 && this.collected == null;
	}

	/**
	 * Has a task run when everything has been done that is at hand, in the lanes, too:
	 * now if that is nothing. On the loop.
	 */
	void afterAll(Runnable task) {
		List<SerialExecutor> busy = new ArrayList<>(this.lanes);
		busy.add(this);
		busy.removeIf(SerialExecutor::isIdle);
		if (busy.isEmpty()) {
			task.run();
			return;
		}
		AtomicInteger left = new AtomicInteger(busy.size());
		for (SerialExecutor each : busy) {
			each.execute(() -> {
				if (left.decrementAndGet() == 0) {
					task.run();
				}
			});
		}
	}

	@Override
	public void execute(Runnable task) {
		if (this.loop.inLoop()) {
			collect(task, BATCH);
		}
		else {
			add(new Batch(task));
		}
	}

	/**
	 * Runs a task of the loop, which calls this; after what it does now, or when so many
	 * have come.
	 * @param task the task
	 * @param patience how many may come, at least {@link #BATCH}, as long as nothing is
	 * being run: to wake a thread costs more than many short tasks
	 */
	void collect(Runnable task, int patience) {
		Batch collected = this.collected;
		if (collected == null) {
			this.collected = new Batch(task);
			this.main.collecting.add(this);
			this.main.handOverSoon();
		}
		else {
			collected.add(task);
			if (collected.size % BATCH == 0 && (collected.size >= patience || this.pending.get() > 0)) {
				this.collected = new Batch();
				add(collected);
			}
		}
	}

	/** Whatever the loop is doing now, it hands over when that is done. */
	private void handOverSoon() {
		if (this.scheduled) {
			return;
		}
		try {
			this.scheduled = true;
			this.loop.execute(this.scheduledHandOver);
		}
		catch (RejectedExecutionException ex) {
			scheduledHandOver(); // it does nothing more after this
		}
	}

	private void scheduledHandOver() {
		this.scheduled = false;
		handOver();
	}

	/** Hands over what the loop has collected, for the lanes, too; on the loop. */
	void handOver() {
		for (int i = 0; i < this.collecting.size(); i++) {
			SerialExecutor each = this.collecting.get(i);
			Batch collected = each.collected;
			each.collected = null;
			if (collected != null && collected.size > 0) {
				each.add(collected);
			}
		}
		this.collecting.clear();
	}

	private void add(Batch batch) {
		this.batches.add(batch);
		if (this.pending.getAndIncrement() == 0) {
			startTurn();
		}
	}

	private void startTurn() {
		try {
			this.threads.execute(this);
		}
		catch (RejectedExecutionException ex) {
			// the application's executor is shut down: still nothing may be left waiting
			CallbackThreads.SHARED.execute(this);
		}
	}

	/** Whether the caller is one of its tasks, or of its lanes, or the loop itself. */
	@Override
	public boolean isCurrent() {
		Thread current = Thread.currentThread();
		if (this.runner == current || this.loop.inLoop()) {
			return true;
		}
		for (SerialExecutor lane : this.lanes) {
			if (lane.runner == current) {
				return true;
			}
		}
		return false;
	}

	/** Asks the application for something that the client waits for. */
	void ask(Runnable question) {
		execute(() -> {
			this.asked = Thread.currentThread();
			try {
				question.run();
			}
			finally {
				this.asked = null;
			}
		});
	}

	/** Whether the caller is being asked: the client goes on when it returns. */
	boolean isAsked() {
		return this.asked == Thread.currentThread();
	}

	/** Takes its turn; by a thread of the executor alone. */
	@Override
	public void run() {
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

		private int size;

		Batch() {
			this.tasks = new Runnable[BATCH];
		}

		Batch(Runnable first) {
			this.tasks = new Runnable[] { first };
			this.size = 1;
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
