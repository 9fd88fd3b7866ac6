// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future that completes where callbacks run, and what is derived from it. A callback
 * that waited for it would wait for itself: that fails at once instead.
 *
 * @param <T> what it completes with
 */
public sealed class CallbackFuture<T> extends CompletableFuture<T> permits Exchange {

	private final Callbacks callbacks;

	/**
	 * Makes a future that is not complete.
	 * @param callbacks where it will be completed
	 */
	public CallbackFuture(Callbacks callbacks) {
		this.callbacks = callbacks;
	}

	final Callbacks callbacks() {
		return this.callbacks;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CallbackFuture<>(this.callbacks);
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		checkThread();
		return super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		checkThread();
		return super.get(timeout, unit);
	}

	@Override
	public T join() {
		checkThread();
		return super.join();
	}

	private void checkThread() {
		if (!isDone() && this.callbacks.isCurrent()) {
			throw new IllegalStateException("a handler must not wait for a future of its own client, which completes"
					+ " behind it: wait with blocking(), or go on in thenAccept");
		}
	}

}
