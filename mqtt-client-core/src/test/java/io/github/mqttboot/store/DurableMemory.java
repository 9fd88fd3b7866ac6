// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttStoreException;

import org.jspecify.annotations.Nullable;

/**
 * A store as a test wants it: what is committed outlives any number of sessions, what is
 * not is lost when one ends, and it fails when told to. Closing is not needed: opening a
 * session again stands for a new process after a crash.
 */
public final class DurableMemory implements SessionStore {

	private final LongSupplier nanoTime;

	private final Map<String, Content> contents = new HashMap<>();

	private final Set<String> open = new TreeSet<>();

	private @Nullable MqttStoreException failure;

	/** What was done, one line for each change, commit and close. */
	public final List<String> log = new ArrayList<>();

	/**
	 * Makes an empty store.
	 * @param nanoTime the clock that messages expire by
	 */
	public DurableMemory(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** All that was committed for one client. */
	private static final class Content {

		private boolean established;

		private final Map<Long, Outgoing> outgoing = new TreeMap<>();

		private final Set<Integer> incoming = new TreeSet<>();

	}

	private record Outgoing(MqttMessage message, long expiresAt, int packetId, long released) {
	}

	/**
	 * Makes the next commit fail, and all after it.
	 * @param failure what with, null to work again
	 */
	public void failWith(@Nullable MqttStoreException failure) {
		this.failure = failure;
	}

	/**
	 * Whether a session is open that was not closed.
	 * @param clientId whose
	 * @return true if so
	 */
	public boolean isOpen(String clientId) {
		return this.open.contains(clientId);
	}

	@Override
	public StoredSession open(String clientId) {
		this.open.add(clientId);
		return new Session(clientId, this.contents.computeIfAbsent(clientId, (unknown) -> new Content()));
	}

	private final class Session implements StoredSession {

		private final String clientId;

		private final Content content;

		private final List<Runnable> changes = new ArrayList<>();

		private Session(String clientId, Content content) {
			this.clientId = clientId;
			this.content = content;
		}

		@Override
		public boolean established() {
			return this.content.established;
		}

		@Override
		public List<StoredPublish> outgoing() {
			long now = DurableMemory.this.nanoTime.getAsLong();
			return this.content.outgoing.entrySet().stream().map((entry) -> {
				Outgoing outgoing = entry.getValue();
				return new StoredPublish(entry.getKey(), outgoing.message(),
						(outgoing.expiresAt() != Long.MAX_VALUE) ? outgoing.expiresAt() - now : Long.MAX_VALUE,
						outgoing.packetId(), outgoing.released());
			}).toList();
		}

		@Override
		public Set<Integer> incoming() {
			return Set.copyOf(this.content.incoming);
		}

		private void change(String what, Runnable change) {
			DurableMemory.this.log.add(what);
			this.changes.add(change);
		}

		@Override
		public void establish() {
			change("establish", () -> this.content.established = true);
		}

		@Override
		public void add(long sequence, MqttMessage message, long timeToLiveNanos) {
			long expiresAt = (timeToLiveNanos != Long.MAX_VALUE)
					? DurableMemory.this.nanoTime.getAsLong() + timeToLiveNanos : Long.MAX_VALUE;
			change("add " + message.payloadAsString(),
					() -> this.content.outgoing.put(sequence, new Outgoing(message, expiresAt, 0, 0)));
		}

		@Override
		public void assign(long sequence, int packetId) {
			change("assign " + packetId, () -> this.content.outgoing.computeIfPresent(sequence,
					(key, old) -> new Outgoing(old.message(), old.expiresAt(), packetId, 0)));
		}

		@Override
		public void release(long sequence, long place) {
			change("release", () -> this.content.outgoing.computeIfPresent(sequence,
					(key, old) -> new Outgoing(old.message(), old.expiresAt(), old.packetId(), place)));
		}

		@Override
		public void remove(long sequence) {
			change("remove", () -> this.content.outgoing.remove(sequence));
		}

		@Override
		public void addIncoming(int packetId) {
			change("add incoming " + packetId, () -> this.content.incoming.add(packetId));
		}

		@Override
		public void removeIncoming(int packetId) {
			change("remove incoming " + packetId, () -> this.content.incoming.remove(packetId));
		}

		@Override
		public void commit() {
			if (this.changes.isEmpty()) {
				return;
			}
			MqttStoreException failure = DurableMemory.this.failure;
			if (failure != null) {
				throw failure;
			}
			this.changes.forEach(Runnable::run);
			this.changes.clear();
			DurableMemory.this.log.add("commit");
		}

		@Override
		public void close() {
			DurableMemory.this.open.remove(this.clientId);
			DurableMemory.this.log.add("close");
		}

	}

}
