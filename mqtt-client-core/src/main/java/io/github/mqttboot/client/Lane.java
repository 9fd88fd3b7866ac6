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

	/** How many that nobody waits for may come before a thread is woken. */
	private final int patience;

	Lane(SerialExecutor executor, @Nullable Inbox share, int patience) {
		this.executor = executor;
		this.share = share;
		this.patience = patience;
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

	/**
	 * Has a message handled; on the loop.
	 * @param handling what to do
	 * @param size how many bytes it has
	 * @param acknowledged whether the server waits for that
	 */
	void enter(Runnable handling, int size, boolean acknowledged) {
		if (this.share != null) {
			this.share.put(size);
		}
		this.executor.collect(handling, acknowledged ? SerialExecutor.BATCH : this.patience);
	}

	/** A message begins to be handled; by its executor alone. */
	void taken(int size) {
		if (this.share != null) {
			this.share.take(size);
		}
	}

}
