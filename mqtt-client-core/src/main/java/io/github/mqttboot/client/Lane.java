// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import org.jspecify.annotations.Nullable;

/**
 * Where a handler takes its messages, one after the other, beside the lanes of other
 * handlers.
 */
final class Lane {

	private final SerialExecutor executor;

	/** What it may have waiting of QoS 0; null for as much as comes. */
	private final @Nullable Inbox share;

	Lane(SerialExecutor executor, @Nullable Inbox share) {
		this.executor = executor;
		this.share = share;
	}

	SerialExecutor executor() {
		return this.executor;
	}

	/**
	 * Whether it may be given a message that can be dropped, as one of so many that share
	 * the inbox; on the loop.
	 */
	boolean hasRoom(int parts) {
		return this.share == null || this.share.hasRoom(parts);
	}

	/** Has a message handled; on the loop. */
	void enter(Runnable handling, int size) {
		if (this.share != null) {
			this.share.put(size);
		}
		this.executor.collect(handling);
	}

	/** A message begins to be handled; by its executor alone. */
	void taken(int size) {
		if (this.share != null) {
			this.share.take(size);
		}
	}

}
