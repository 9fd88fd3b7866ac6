// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks code of the application, which may take its time, and goes on on the loop when it
 * has answered.
 *
 * @param callbacks where the application is asked
 * @param loop where it goes on
 */
record Inquiry(SerialExecutor callbacks, Executor loop) {

	<T extends @Nullable Object> void ask(Supplier<? extends CompletionStage<T>> question, Consumer<T> answered,
			Consumer<Throwable> failed) {
		this.callbacks.ask(() -> {
			try {
				question.get().whenComplete((answer, failure) -> this.loop.execute(() -> {
					if (failure != null) {
						failed.accept(unwrapped(failure));
					}
					else {
						answered.accept(answer);
					}
				}));
			}
			catch (Throwable ex) {
				this.loop.execute(() -> failed.accept(ex));
			}
		});
	}

	private static Throwable unwrapped(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

}
