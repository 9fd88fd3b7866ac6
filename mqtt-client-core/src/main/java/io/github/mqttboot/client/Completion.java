// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.mqttboot.internal.session.CallbackFuture;
import io.github.mqttboot.internal.session.Callbacks;

import org.jspecify.annotations.Nullable;

/**
 * A future, and where it completes.
 *
 * @param <T> what it completes with
 */
final class Completion<T> {

	private final Callbacks callbacks;

	private final CompletableFuture<T> future;

	Completion(Callbacks callbacks) {
		this.callbacks = callbacks;
		this.future = new CallbackFuture<>(callbacks);
	}

	/** Ends all that wait; what they set off may make others wait. */
	static <T> void endAll(Collection<Completion<T>> waiting, Consumer<Completion<T>> end) {
		List<Completion<T>> all = List.copyOf(waiting);
		waiting.clear();
		all.forEach(end);
	}

	CompletableFuture<T> future() {
		return this.future;
	}

	void succeed(@Nullable T result) {
		this.callbacks.execute(() -> this.future.complete(result));
	}

	void fail(Throwable failure) {
		this.callbacks.execute(() -> this.future.completeExceptionally(failure));
	}

}
