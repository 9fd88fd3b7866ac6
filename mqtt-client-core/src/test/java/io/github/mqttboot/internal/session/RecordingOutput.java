// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

import org.jspecify.annotations.Nullable;

/** Keeps what comes out of a session. */
final class RecordingOutput implements SessionOutput {

	final List<Packet> sent = new ArrayList<>();

	final List<Publish> delivered = new ArrayList<>();

	final List<@Nullable Receipt> receipts = new ArrayList<>();

	final List<MqttMessage> acknowledged = new ArrayList<>();

	final List<TopicFilter> refused = new ArrayList<>();

	/** Refused, and still wanted. */
	final List<TopicFilter> refusedForNow = new ArrayList<>();

	/** Refused while something earlier stays. */
	final List<TopicFilter> changesRefused = new ArrayList<>();

	final List<QoS> granted = new ArrayList<>();

	/** What failed of the messages without a caller. */
	final List<MqttMessage> failed = new ArrayList<>();

	final List<MqttMessage> expired = new ArrayList<>();

	/** How many messages without a caller have not ended. */
	int orphans;

	long now;

	boolean writable = true;

	int largestPayload = Integer.MAX_VALUE;

	/** What was sent since the last call. */
	List<Packet> takeSent() {
		List<Packet> taken = List.copyOf(this.sent);
		this.sent.clear();
		return taken;
	}

	/** What acknowledges a delivery of QoS 1 or 2. */
	Receipt receipt(int delivery) {
		return Objects.requireNonNull(this.receipts.get(delivery));
	}

	@Override
	public void send(Packet packet) {
		if (packet instanceof Publish publish && publish.message().payload().length > this.largestPayload) {
			throw new IllegalArgumentException("packet too large");
		}
		this.sent.add(packet);
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public void deliver(Publish publish, @Nullable Receipt receipt) {
		this.delivered.add(publish);
		this.receipts.add(receipt);
	}

	@Override
	public void subscribed(List<Subscription> subscriptions, SubAck subAck) {
	}

	@Override
	public void requested(Subscription subscription) {
	}

	@Override
	public void granted(Subscription subscription, QoS granted) {
		this.granted.add(granted);
	}

	@Override
	public void refused(Subscription subscription, MqttRejectedException refusal, boolean wanted) {
		(wanted ? this.refusedForNow : this.refused).add(subscription.filter());
	}

	@Override
	public void changeRefused(Subscription subscription, MqttRejectedException refusal) {
		this.changesRefused.add(subscription.filter());
	}

	@Override
	public void unsubscribed(List<TopicFilter> filters, UnsubAck unsubAck) {
	}

	@Override
	public void acknowledged(MqttMessage message, PublishResult result) {
		this.acknowledged.add(message);
	}

	@Override
	public void orphaned(MqttMessage message) {
		this.orphans++;
	}

	@Override
	public void orphanEnded(MqttMessage message) {
		this.orphans--;
	}

	@Override
	public void orphanFailed(MqttMessage message, MqttException failure) {
		this.failed.add(message);
	}

	@Override
	public void expired(MqttMessage message, MqttException failure) {
		this.expired.add(message);
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

}
