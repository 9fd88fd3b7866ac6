// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.client.simulation.Incoming.State;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

/** What the broker remembers of the client (section 4.1). */
final class BrokerSession {

	/** What a broker of MQTT 3.1.1 keeps in flight. */
	private static final int RECEIVE_MAXIMUM_3_1_1 = 20;

	private final Scenario scenario;

	private final Ledger ledger;

	private final Map<TopicFilter, Granted> subscriptions = new LinkedHashMap<>();

	private final Deque<Incoming> waiting = new ArrayDeque<>();

	/**
	 * By packet identifier, in the order of PUBLISH, behind them those that have PUBREC.
	 */
	private final Map<Integer, Incoming> inFlight = new LinkedHashMap<>();

	/** What came with QoS 2 and has no PUBREL. */
	private final Map<Integer, MqttMessage> unreleased = new HashMap<>();

	private @Nullable BrokerConnection connection;

	private int receiveMaximum;

	private int lastId;

	/** Seconds that it outlives its connection. */
	private long expirySeconds;

	private long detachedAt;

	/**
	 * A subscription.
	 *
	 * @param qos the highest QoS
	 * @param identifier the subscription identifier, 0 for none
	 */
	record Granted(QoS qos, int identifier) {
	}

	BrokerSession(Scenario scenario, Ledger ledger) {
		this.scenario = scenario;
		this.ledger = ledger;
	}

	Map<TopicFilter, Granted> subscriptions() {
		return this.subscriptions;
	}

	@Nullable BrokerConnection connection() {
		return this.connection;
	}

	long expirySeconds() {
		return this.expirySeconds;
	}

	void expirySeconds(long seconds) {
		this.expirySeconds = seconds;
	}

	long detachedAt() {
		return this.detachedAt;
	}

	void detachedAt(long moment) {
		this.detachedAt = moment;
	}

	/** Whether the client has everything that is for it. */
	boolean idle() {
		return this.waiting.isEmpty() && this.inFlight.isEmpty();
	}

	/** Nobody remembers anything. */
	void lose() {
		this.waiting.forEach((each) -> each.state = State.LOST);
		this.inFlight.values().forEach((each) -> each.state = State.LOST);
	}

	/** The client is here: sends again what has no answer [MQTT-4.4.0-1]. */
	void attach(BrokerConnection connection, int receiveMaximum) {
		this.connection = connection;
		this.receiveMaximum = this.scenario.isV5() ? receiveMaximum : RECEIVE_MAXIMUM_3_1_1;
		this.inFlight.forEach((id, message) -> {
			if (message.state == State.RELEASED) {
				connection.send(new PubRel(id));
			}
			else {
				connection.send(packet(message, true, id));
			}
		});
		drain();
	}

	void detach() {
		this.connection = null;
		this.waiting.removeIf((each) -> each.qos == QoS.AT_MOST_ONCE);
	}

	// from the broker to the client

	/** A message for everybody who has subscribed to its topic. */
	void offer(String topic, QoS qos) {
		TopicName name = TopicName.of(topic);
		QoS highest = null;
		for (Map.Entry<TopicFilter, Granted> each : this.subscriptions.entrySet()) {
			QoS granted = each.getValue().qos();
			if (each.getKey().matches(name) && (highest == null || granted.compareTo(highest) > 0)) {
				highest = granted;
			}
		}
		if (highest == null || (this.connection == null && lower(highest, qos) == QoS.AT_MOST_ONCE)) {
			return;
		}
		Incoming message = new Incoming(this.ledger.nextNumber(), topic, lower(highest, qos));
		this.ledger.offered(message);
		this.waiting.add(message);
		drain();
	}

	private static QoS lower(QoS one, QoS other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private void drain() {
		BrokerConnection connection = this.connection;
		Incoming next;
		while (connection != null && (next = this.waiting.peek()) != null
				&& (next.qos == QoS.AT_MOST_ONCE || this.inFlight.size() < mostInFlight())) {
			this.waiting.remove();
			int id = (next.qos == QoS.AT_MOST_ONCE) ? 0 : nextId();
			next.state = State.SENT;
			if (id != 0) {
				this.inFlight.put(id, next);
			}
			connection.send(packet(next, false, id));
		}
	}

	private int mostInFlight() {
		return Math.min(this.receiveMaximum, this.scenario.highestBrokerId());
	}

	private int nextId() {
		do {
			this.lastId = (this.lastId >= this.scenario.highestBrokerId()) ? 1 : this.lastId + 1;
		}
		while (this.inFlight.containsKey(this.lastId));
		return this.lastId;
	}

	private Publish packet(Incoming message, boolean duplicate, int id) {
		MqttMessage.Builder builder = MqttMessage.builder(message.topic)
			.payload(Ledger.payload(message.number, 0))
			.qos(message.qos);
		return new Publish(builder.build(), duplicate, id);
	}

	/** The subscription identifiers of a message (section 3.3.2.3.8). */
	List<Integer> identifiers(TopicName topic) {
		List<Integer> identifiers = new ArrayList<>();
		this.subscriptions.forEach((filter, granted) -> {
			if (granted.identifier() != 0 && filter.matches(topic)) {
				identifiers.add(granted.identifier());
			}
		});
		return identifiers;
	}

	/**
	 * Sends something again of its own accord, as MQTT 3.1.1 does not forbid. With QoS 1
	 * it would take the second PUBACK for that of the next message with this identifier.
	 */
	void repeat() {
		BrokerConnection connection = this.connection;
		if (connection != null && this.scenario.version() == MqttVersion.V3_1_1) {
			this.inFlight.forEach((id, message) -> {
				if (message.state == State.SENT && message.qos == QoS.EXACTLY_ONCE) {
					connection.send(packet(message, true, id));
				}
			});
		}
	}

	void acknowledged(PubAck packet) {
		Incoming message = this.inFlight.get(packet.packetId());
		if (message == null || message.qos != QoS.AT_LEAST_ONCE) {
			unexpected(packet);
			return;
		}
		this.inFlight.remove(packet.packetId());
		message.state = State.DONE;
		this.ledger.answered(message);
		drain();
	}

	void received(PubRec packet) {
		Incoming message = this.inFlight.get(packet.packetId());
		if (message == null || message.qos != QoS.EXACTLY_ONCE) {
			unexpected(packet);
			return;
		}
		this.ledger.answered(message);
		this.inFlight.remove(packet.packetId());
		if (packet.reasonCode().isError()) {
			message.state = State.DONE;
			drain();
			return;
		}
		this.inFlight.put(packet.packetId(), message); // PUBREL in the order of PUBREC
		message.state = State.RELEASED;
		send(new PubRel(packet.packetId()));
	}

	void completed(PubComp packet) {
		Incoming message = this.inFlight.get(packet.packetId());
		if (message == null || message.state != State.RELEASED) {
			unexpected(packet);
			return;
		}
		this.inFlight.remove(packet.packetId());
		message.state = State.DONE;
		drain();
	}

	private void unexpected(Object packet) {
		// what the broker has sent twice may be answered twice
		if (!this.scenario.repeats()) {
			this.ledger.violated("the broker did not ask for " + packet);
		}
	}

	// from the client to the broker

	/** A message of QoS 1 or 2 comes, and is answered. */
	void publish(Publish packet, boolean refuse) {
		MqttMessage message = packet.message();
		Outgoing outgoing = this.ledger.outgoing(Ledger.number(message));
		if (message.qos() == QoS.AT_LEAST_ONCE) {
			ReasonCode code = answer(outgoing, refuse);
			if (!code.isError()) {
				this.ledger.accepted(message);
			}
			send(new PubAck(packet.packetId(), code, PacketProperties.NONE));
			return;
		}
		MqttMessage known = this.unreleased.get(packet.packetId());
		if (known != null) {
			if (Ledger.number(known) != outgoing.number || !packet.duplicate()) {
				this.ledger.violated("packet identifier " + packet.packetId() + " is in use for " + known
						+ " at the broker [MQTT-2.2.1-3]: " + packet);
			}
			send(new PubRec(packet.packetId()));
			return;
		}
		ReasonCode code = answer(outgoing, refuse);
		if (!code.isError()) {
			this.unreleased.put(packet.packetId(), message);
			if (!this.scenario.acceptsOnRelease()) {
				this.ledger.accepted(message);
			}
		}
		send(new PubRec(packet.packetId(), code, PacketProperties.NONE));
	}

	private static ReasonCode answer(Outgoing message, boolean refuse) {
		message.refused |= refuse;
		return refuse ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SUCCESS;
	}

	void released(PubRel packet) {
		MqttMessage message = this.unreleased.remove(packet.packetId());
		if (message != null && this.scenario.acceptsOnRelease()) {
			this.ledger.accepted(message);
		}
		boolean unknown = message == null && this.scenario.isV5();
		send(new PubComp(packet.packetId(), unknown ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND : ReasonCode.SUCCESS,
				PacketProperties.NONE));
	}

	private void send(Packet packet) {
		if (this.connection != null) {
			this.connection.send(packet);
		}
	}

}
