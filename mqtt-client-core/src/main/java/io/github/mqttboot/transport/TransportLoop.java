// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The one thread that a client's protocol work runs on, with its clock. Tasks run in the
 * order they were handed over, one at a time, and must not block.
 */
public interface TransportLoop extends Executor {

	/**
	 * Hands a task over, from any thread.
	 * @param task what to run on the loop
	 * @throws java.util.concurrent.RejectedExecutionException if the loop is closed and
	 * cannot run it any more
	 */
	@Override
	void execute(Runnable task);

	/**
	 * Hands a task over, from the loop itself, to be run when the loop has looked at its
	 * connections once more: for work that would otherwise keep the loop from reading.
	 * @param task what to run on the loop
	 * @throws java.util.concurrent.RejectedExecutionException if the loop is closed and
	 * cannot run it any more
	 */
	default void executeAfterReading(Runnable task) {
		execute(task);
	}

	/**
	 * Whether the caller is this loop's thread.
	 * @return true if so
	 */
	boolean inLoop();

	/**
	 * The loop's clock, which only ever goes forward.
	 * @return nanoseconds since some moment
	 */
	long nanoTime();

	/**
	 * Runs a task later, on the loop.
	 * @param delay how much later; zero or less means soon
	 * @param task what to run
	 * @return cancels it
	 */
	Cancellation schedule(Duration delay, Runnable task);

	/**
	 * Opens a connection; call it on the loop. The handler is called on the loop as well.
	 * @param request where to and how
	 * @param handler is told of everything that happens
	 * @return gives the attempt up, as long as the connection has not opened
	 */
	Cancellation connect(ConnectionRequest request, ConnectionHandler handler);

	/** Leaves the transport; the client has no more work and no connection. */
	void close();

	/** Takes back what was asked for. */
	@FunctionalInterface
	interface Cancellation {

		/** Cancels; without effect when it is too late. */
		void cancel();

	}

}
