// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.List;
import java.util.Set;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.store.StoredPublish;
import io.github.mqttboot.store.StoredSession;

/** For a session that ends with its client: what it knows is in memory alone. */
final class NothingStored implements StoredSession {

	static final NothingStored INSTANCE = new NothingStored();

	private NothingStored() {
	}

	@Override
	public boolean established() {
		return false;
	}

	@Override
	public List<StoredPublish> outgoing() {
		return List.of();
	}

	@Override
	public Set<Integer> incoming() {
		return Set.of();
	}

	@Override
	public void establish() {
	}

	@Override
	public void add(long sequence, MqttMessage message, long timeToLiveNanos) {
	}

	@Override
	public void assign(long sequence, int packetId) {
	}

	@Override
	public void release(long sequence, long place) {
	}

	@Override
	public void remove(long sequence) {
	}

	@Override
	public void addIncoming(int packetId) {
	}

	@Override
	public void removeIncoming(int packetId) {
	}

	@Override
	public void commit() {
	}

	@Override
	public void close() {
	}

}
