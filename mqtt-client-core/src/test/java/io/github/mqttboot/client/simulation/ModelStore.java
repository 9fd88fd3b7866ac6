// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.store.SessionStore;
import io.github.mqttboot.store.StoredPublish;
import io.github.mqttboot.store.StoredSession;

import org.jspecify.annotations.Nullable;

/**
 * A store for one client that survives a crash with what was committed, and with nothing
 * else.
 */
final class ModelStore implements SessionStore {

	private final Trace trace;

	private final VirtualTime time;

	/** What is wrong about the way it is used: a planted fault. */
	private final @Nullable StoreFault fault;

	private final TreeMap<Long, StoredPublish> outgoing = new TreeMap<>();

	private final Set<Integer> incoming = new TreeSet<>();

	private boolean established;

	private @Nullable Opened opened;

	ModelStore(VirtualTime time, Trace trace, @Nullable StoreFault fault) {
		this.time = time;
		this.trace = trace;
		this.fault = fault;
	}

	@Override
	public StoredSession open(String clientId) {
		if (this.opened != null) {
			throw new IllegalStateException("the store is open already");
		}
		Opened session = new Opened();
		this.opened = session;
		return session;
	}

	/** The process that has opened it is gone. */
	void crash() {
		this.trace.add("store", "loses " + ((this.opened != null) ? this.opened.changes.size() : 0) + " changes");
		this.opened = null;
	}

	/** The outgoing messages that are durable. */
	List<MqttMessage> messages() {
		return this.outgoing.values().stream().map(StoredPublish::message).toList();
	}

	private void replace(long sequence, int packetId, long released) {
		this.outgoing.computeIfPresent(sequence, (key, before) -> new StoredPublish(sequence, before.message(),
				before.timeToLiveNanos(), packetId, released));
	}

	/** What can be wrong about the way a client uses its store. */
	enum StoreFault {

		COMMITTED_LATE, RELEASE_FORGOTTEN, INCOMING_FORGOTTEN, INCOMING_KEPT, IDENTIFIER_FORGOTTEN

	}

	/** The store in the hands of a client. */
	private final class Opened implements StoredSession {

		private final List<Runnable> changes = new ArrayList<>();

		private void change(StoreFault fault, Runnable change) {
			if (ModelStore.this.fault != fault) {
				this.changes.add(change);
			}
		}

		@Override
		public boolean established() {
			return ModelStore.this.established;
		}

		@Override
		public List<StoredPublish> outgoing() {
			return List.copyOf(ModelStore.this.outgoing.values());
		}

		@Override
		public Set<Integer> incoming() {
			return new TreeSet<>(ModelStore.this.incoming);
		}

		@Override
		public void establish() {
			this.changes.add(() -> ModelStore.this.established = true);
		}

		@Override
		public void add(long sequence, MqttMessage message, long timeToLiveNanos) {
			this.changes.add(() -> ModelStore.this.outgoing.put(sequence,
					new StoredPublish(sequence, message, timeToLiveNanos, 0, 0)));
		}

		@Override
		public void assign(long sequence, int packetId) {
			change(StoreFault.IDENTIFIER_FORGOTTEN, () -> replace(sequence, packetId, 0));
		}

		@Override
		public void release(long sequence, long place) {
			change(StoreFault.RELEASE_FORGOTTEN, () -> {
				StoredPublish before = ModelStore.this.outgoing.get(sequence);
				replace(sequence, (before != null) ? before.packetId() : 0, place);
			});
		}

		@Override
		public void remove(long sequence) {
			this.changes.add(() -> ModelStore.this.outgoing.remove(sequence));
		}

		@Override
		public void addIncoming(int packetId) {
			change(StoreFault.INCOMING_FORGOTTEN, () -> ModelStore.this.incoming.add(packetId));
		}

		@Override
		public void removeIncoming(int packetId) {
			change(StoreFault.INCOMING_KEPT, () -> ModelStore.this.incoming.remove(packetId));
		}

		@Override
		public void commit() {
			if (ModelStore.this.fault == StoreFault.COMMITTED_LATE) {
				ModelStore.this.time.after(VirtualTime.millis(20), this::write);
			}
			else {
				write();
			}
		}

		private void write() {
			if (ModelStore.this.opened == this) {
				this.changes.forEach(Runnable::run);
				this.changes.clear();
			}
		}

		@Override
		public void close() {
			if (ModelStore.this.opened == this) {
				ModelStore.this.opened = null;
			}
		}

	}

}
