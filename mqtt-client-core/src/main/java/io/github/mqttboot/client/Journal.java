// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.store.StoredSession;
import io.github.mqttboot.transport.TransportLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the changes of the stored session committed: before a flush, between two batches of
 * the loop, or a moment later if nothing depends on it. When that fails, it is told once,
 * and nothing is committed any more. Confined to the loop.
 */
final class Journal {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	/** What the server has acknowledged may be sent again after a crash within this. */
	private static final Duration LATER = Duration.ofMillis(100);

	private final StoredSession stored;

	private final TransportLoop loop;

	private final Consumer<MqttStoreException> onFailure;

	private boolean soon;

	private boolean later;

	private boolean closed;

	private @Nullable MqttStoreException failure;

	Journal(StoredSession stored, TransportLoop loop, Consumer<MqttStoreException> onFailure) {
		this.stored = stored;
		this.loop = loop;
		this.onFailure = onFailure;
	}

	/** Commits when the loop has done what is at hand. */
	void commitSoon() {
		if (!this.soon) {
			this.soon = true;
			this.loop.execute(this::commit);
		}
	}

	/** Commits after a moment, unless something else does before. */
	void commitLater() {
		if (!this.later) {
			this.later = true;
			this.loop.schedule(LATER, () -> {
				this.later = false;
				commit();
			});
		}
	}

	/**
	 * Commits now.
	 * @return whether all is durable that was changed
	 */
	boolean commit() {
		this.soon = false;
		if (this.failure != null || this.closed) {
			return this.failure == null;
		}
		try {
			this.stored.commit();
			return true;
		}
		catch (MqttStoreException ex) {
			this.failure = ex;
			this.onFailure.accept(ex);
			return false;
		}
	}

	/** Commits what is left, and lets go of the store. */
	void close() {
		if (this.closed) {
			return;
		}
		commit();
		this.closed = true;
		try {
			this.stored.close();
		}
		catch (MqttStoreException ex) {
			logger.warn("The stored session could not be closed", ex);
		}
	}

}
