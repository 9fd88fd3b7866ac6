// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * Something asked of the server that has not ended yet, and the future of its end: one
 * object, found by its packet identifier. The session decides the outcome on the loop;
 * the future completes where callbacks run.
 *
 * @param <T> what the future completes with
 */
public abstract sealed class Exchange<T> extends CallbackFuture<T> implements Runnable, LoopTask
		permits PublishExchange, ControlExchange {

	private @Nullable LoopTask link;

	private int packetId;

	private boolean ended;

	private @Nullable T result;

	private @Nullable Throwable failure;

	Exchange(Callbacks callbacks) {
		super(callbacks);
	}

	@Override
	public final @Nullable LoopTask link() {
		return this.link;
	}

	@Override
	public final void link(@Nullable LoopTask link) {
		this.link = link;
	}

	final int packetId() {
		return this.packetId;
	}

	final void assign(int packetId) {
		this.packetId = packetId;
	}

	/** Whether the outcome is known. */
	final boolean ended() {
		return this.ended;
	}

	final void succeed(T result) {
		end(result, null);
	}

	/**
	 * Ends it without success; on the loop.
	 * @param failure why
	 */
	public final void fail(Throwable failure) {
		end(null, failure);
	}

	private void end(@Nullable T result, @Nullable Throwable failure) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.result = result;
		this.failure = failure;
		try {
			onEnd(failure);
		}
		finally {
			callbacks().execute(this); // whatever the application's observer does
		}
	}

	/** Called on the loop when the outcome is known. */
	void onEnd(@Nullable Throwable failure) {
	}

	/** Completes the future; called by the executor of the callbacks alone. */
	@Override
	@SuppressWarnings("NullAway") // a result may only be null beside a failure
	public final void run() {
		if (this.failure != null) {
			completeExceptionally(this.failure);
		}
		else {
			complete(this.result);
		}
	}

}
