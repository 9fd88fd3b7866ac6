// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Lets the messages of one listener be worked on in the order it asks for, as many at a
 * time as it asks for. May be used by any thread; what comes from one thread keeps its
 * order.
 */
final class Lanes {

	/** The thread that brings a message. */
	private static final Executor HERE = Runnable::run;

	private final Ordering ordering;

	private final Lane[] lanes;

	private final Executor first;

	private final Executor later;

	private final BiConsumer<Throwable, Runnable> whenRefused;

	/** What waits for any of the lanes, if there is no order to keep. */
	private final Waiting shared = new Line();

	/**
	 * Makes lanes with nothing to do.
	 * @param ordering which messages wait for each other
	 * @param concurrency how many are worked on at a time, at least one
	 * @param executor where to work; null for the thread that brings a message, as long
	 * as none waits and one is worked on at a time
	 * @param whenRefused what to do with work that the executor refuses, or fails to take
	 */
	Lanes(Ordering ordering, int concurrency, @Nullable Executor executor,
			BiConsumer<Throwable, Runnable> whenRefused) {
		this.ordering = ordering;
		this.lanes = new Lane[concurrency];
		this.later = (executor != null) ? executor : ListenerThreads.SHARED;
		this.first = (executor == null && concurrency == 1) ? HERE : this.later;
		this.whenRefused = whenRefused;
		Arrays.setAll(this.lanes, (i) -> new Lane(this, keepOrder() ? new Line() : this.shared));
	}

	/**
	 * Makes one lane, for batches: never on the thread that brings a message, which could
	 * bring no other meanwhile.
	 * @param gathering makes batches
	 * @param executor where to work; null for threads of their own
	 * @param whenRefused what to do with work that the executor refuses, or fails to take
	 */
	Lanes(Gathering gathering, @Nullable Executor executor, BiConsumer<Throwable, Runnable> whenRefused) {
		this.ordering = Ordering.LISTENER;
		this.later = (executor != null) ? executor : ListenerThreads.SHARED;
		this.first = this.later;
		this.whenRefused = whenRefused;
		this.lanes = new Lane[] { new Lane(this, gathering) };
	}

	/** Whether a message waits for the one before it in the same lane. */
	boolean keepOrder() {
		return this.ordering != Ordering.NONE;
	}

	/** Takes a message. */
	void enter(Handling handling) {
		enter(handling, this.first);
	}

	/** Takes a message that has waited for its next attempt. */
	void enterAgain(Handling handling) {
		enter(handling, this.later);
	}

	private void enter(Handling handling, Executor executor) {
		if (keepOrder()) {
			laneOf(handling).enter(handling, executor);
			return;
		}
		this.shared.add(handling);
		start(executor);
	}

	/** Begins with what is ready by now. */
	void start() {
		start(this.later);
	}

	private void start(Executor executor) {
		for (Lane lane : this.lanes) {
			if (lane.start(executor)) {
				return;
			}
		}
	}

	private Lane laneOf(Handling handling) {
		return (this.lanes.length == 1) ? this.lanes[0]
				: this.lanes[Math.floorMod(handling.topic().hashCode(), this.lanes.length)];
	}

	/** Does something where to go on after a wait. */
	void goOn(Runnable task) {
		execute(this.later, task);
	}

	void execute(Executor executor, Runnable task) {
		if (executor == HERE) {
			task.run();
			return;
		}
		Once once = new Once(task);
		try {
			executor.execute(once);
		}
		catch (RuntimeException | Error ex) { // an error if it can start no thread
			this.whenRefused.accept(ex, once);
		}
	}

	/** What is being worked on or tried again. */
	Stream<Handling> current() {
		return Arrays.stream(this.lanes).map(Lane::current).filter(Objects::nonNull);
	}

	/** Leaves with the server what nobody has begun to work on. */
	void abandonWaiting() {
		for (Lane lane : this.lanes) {
			lane.abandonWaiting();
		}
	}

	/** Work that is offered again, although an executor that failed may have kept it. */
	private static final class Once implements Runnable {

		private final Runnable task;

		/** Set by the first thread that runs it. */
		private final AtomicBoolean begun = new AtomicBoolean();

		Once(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			if (this.begun.compareAndSet(false, true)) {
				this.task.run();
			}
		}

	}

}
