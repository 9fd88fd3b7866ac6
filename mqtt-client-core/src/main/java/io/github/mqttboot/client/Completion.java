// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * A future, and where it completes.
 *
 * @param <T> what it completes with
 */
final class Completion<T> {

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private final Executor executor;

	Completion(Executor executor) {
		this.executor = executor;
	}

	CompletableFuture<T> future() {
		return this.future;
	}

	void succeed(@Nullable T result) {
		this.executor.execute(() -> this.future.complete(result));
	}

	void fail(Throwable failure) {
		this.executor.execute(() -> this.future.completeExceptionally(failure));
	}

}
