// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/**
 * The messages on their way to the server: those that wait for the network or for the
 * server's receive maximum, and those in flight. They leave in the order of the calls
 * [MQTT-4.6.0-1]. Confined to the loop.
 */
final class OutboundPublishes {

	/**
	 * More in flight makes nothing faster, and some servers search them one by one. It
	 * also leaves packet identifiers for SUBSCRIBE and UNSUBSCRIBE.
	 */
	private static final int MOST_IN_FLIGHT = 1024;

	private final PacketIds ids;

	private final SessionOutput output;

	/**
	 * Not sent on this connection yet; what has an identifier was sent on an earlier one.
	 */
	private final ArrayDeque<PublishExchange> waiting = new ArrayDeque<>();

	/** Null while there is no connection. */
	private @Nullable ServerLimits limits;

	/** New on each connection. */
	private OutboundAliases aliases = new OutboundAliases(0);

	/** How many may be in flight, whatever the server allows. */
	private int inFlightMaximum = MOST_IN_FLIGHT;

	/** Sent on this connection, and not at the end of the exchange. */
	private int inFlight;

	/** Those of QoS 2 among them that have no PUBREC, and so no PUBREL. */
	private int unreleased;

	OutboundPublishes(PacketIds ids, SessionOutput output) {
		this.ids = ids;
		this.output = output;
	}

	int inFlight() {
		return this.inFlight;
	}

	int waiting() {
		return this.waiting.size();
	}

	void publish(PublishExchange exchange) {
		ServerLimits limits = this.limits;
		if (limits == null) {
			waitForConnection(exchange);
		}
		else if (this.waiting.isEmpty() && maySend(exchange, limits)) {
			send(exchange, limits);
		}
		else {
			this.waiting.add(exchange);
		}
	}

	private void waitForConnection(PublishExchange exchange) {
		if (exchange.qos() == QoS.AT_MOST_ONCE) {
			exchange.fail(new MqttConnectionException("not connected: a message of QoS 0 does not wait", null));
		}
		else {
			this.waiting.add(exchange);
		}
	}

	/** Sends what waits, as far as network and server let it. */
	void drain() {
		ServerLimits limits = this.limits;
		if (limits == null) {
			return;
		}
		PublishExchange next;
		while ((next = this.waiting.peek()) != null && maySend(next, limits)) {
			this.waiting.remove();
			send(next, limits);
		}
	}

	private boolean maySend(PublishExchange exchange, ServerLimits limits) {
		return this.output.isWritable() && isWithinQuota(exchange, limits);
	}

	private boolean isWithinQuota(PublishExchange exchange, ServerLimits limits) {
		if (exchange.qos() == QoS.AT_MOST_ONCE) {
			return true;
		}
		if (isUnreleased(exchange) && this.unreleased >= limits.unreleasedMaximum()) {
			return false;
		}
		return this.inFlight < Math.min(limits.receiveMaximum(), this.inFlightMaximum); // [MQTT-3.3.4-9]
	}

	private static boolean isUnreleased(PublishExchange exchange) {
		return exchange.qos() == QoS.EXACTLY_ONCE && !exchange.released();
	}

	private void send(PublishExchange exchange, ServerLimits limits) {
		boolean again = exchange.packetId() != 0;
		try {
			limits.check(exchange.message());
			if (exchange.qos() == QoS.AT_MOST_ONCE) {
				this.output.send(this.aliases.packet(exchange.message(), false, 0));
				exchange.succeed(PublishResult.SUCCESS);
				return;
			}
			if (!again) {
				this.ids.assign(exchange);
			}
			// [MQTT-3.3.1-1], [MQTT-4.4.0-1]
			this.output.send(exchange.released() ? new PubRel(exchange.packetId())
					: this.aliases.packet(exchange.message(), again, exchange.packetId()));
			exchange.onWire(true);
			this.inFlight++;
			if (isUnreleased(exchange)) {
				this.unreleased++;
			}
		}
		catch (MqttRejectedException ex) {
			giveUp(exchange, ex);
		}
		catch (IllegalArgumentException ex) {
			giveUp(exchange, new MqttRejectedException(ReasonCode.PACKET_TOO_LARGE,
					"the message cannot be sent to this server: " + ex.getMessage(), ex));
		}
	}

	private void giveUp(PublishExchange exchange, MqttException failure) {
		if (exchange.packetId() != 0) {
			this.ids.release(exchange);
		}
		exchange.fail(failure);
	}

	void acknowledged(PubAck packet) {
		PublishExchange exchange = find(packet.packetId(), "PUBACK");
		if (exchange == null || exchange.qos() != QoS.AT_LEAST_ONCE) {
			throw unexpected("PUBACK", packet.packetId());
		}
		end(exchange);
		conclude(exchange, packet.reasonCode(), packet.properties());
	}

	void received(PubRec packet) {
		PublishExchange exchange = find(packet.packetId(), "PUBREC");
		if (exchange == null) {
			// a session this client does not remember [MQTT-4.3.3-4]
			this.output
				.send(new PubRel(packet.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, PacketProperties.NONE));
		}
		else if (exchange.qos() != QoS.EXACTLY_ONCE) {
			throw unexpected("PUBREC", packet.packetId());
		}
		else if (packet.reasonCode().isError()) {
			end(exchange); // no PUBREL then (section 4.3.3)
			conclude(exchange, packet.reasonCode(), packet.properties());
		}
		else {
			if (!exchange.released()) {
				this.unreleased--;
				exchange.release(result(packet.reasonCode(), packet.properties()));
				this.ids.moveToEnd(exchange); // PUBRELs are resent in the order of the
												// PUBRECs
			}
			this.output.send(new PubRel(packet.packetId()));
		}
	}

	void completed(PubComp packet) {
		PublishExchange exchange = find(packet.packetId(), "PUBCOMP");
		if (exchange == null) {
			return; // the answer to a PUBREL for an unknown identifier
		}
		if (!exchange.released()) {
			throw unexpected("PUBCOMP", packet.packetId());
		}
		end(exchange);
		succeed(exchange, exchange.result());
	}

	private @Nullable PublishExchange find(int packetId, String packet) {
		Exchange<?> exchange = this.ids.get(packetId);
		if (exchange instanceof ControlExchange || (exchange instanceof PublishExchange publish && !publish.onWire())) {
			throw unexpected(packet, packetId);
		}
		return (PublishExchange) exchange;
	}

	private static MqttProtocolException unexpected(String packet, int packetId) {
		return new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
				packet + " must answer a packet in flight, its packet identifier was " + packetId);
	}

	private void end(PublishExchange exchange) {
		this.ids.release(exchange);
		this.inFlight--;
		if (isUnreleased(exchange)) {
			this.unreleased--;
		}
	}

	private void conclude(PublishExchange exchange, ReasonCode reasonCode, PacketProperties properties) {
		if (reasonCode.isError()) {
			String reason = properties.get(Property.REASON_STRING);
			exchange.fail(new MqttRejectedException(reasonCode, "the server refused the message to "
					+ exchange.message().topic() + ": " + reasonCode + ((reason != null) ? " (" + reason + ")" : "")));
		}
		else {
			succeed(exchange, result(reasonCode, properties));
		}
	}

	private static PublishResult result(ReasonCode reasonCode, PacketProperties properties) {
		boolean plain = reasonCode == ReasonCode.SUCCESS && properties.isEmpty();
		return plain ? PublishResult.SUCCESS : new PublishResult(reasonCode, properties);
	}

	private void succeed(PublishExchange exchange, PublishResult result) {
		exchange.succeed(result);
		this.output.acknowledged(exchange.message(), result);
	}

	/** A connection is there; with the session everything in flight is sent again. */
	void connected(ServerLimits limits, boolean sessionPresent) {
		this.limits = limits;
		this.inFlightMaximum = MOST_IN_FLIGHT;
		this.aliases = new OutboundAliases(limits.topicAliasMaximum());
		List<PublishExchange> inFlight = unfinished();
		if (!sessionPresent) {
			inFlight.removeIf(this::cannotBeSentAnew);
		}
		// PUBRELs wait for no quota [MQTT-3.3.4-8]
		inFlight.stream().filter(PublishExchange::released).forEach((exchange) -> send(exchange, limits));
		for (int i = inFlight.size() - 1; i >= 0; i--) {
			if (!inFlight.get(i).released()) {
				this.waiting.addFirst(inFlight.get(i));
			}
		}
		drain();
	}

	/** What was sent on any connection and has not ended, in order. */
	private List<PublishExchange> unfinished() {
		List<PublishExchange> unfinished = new ArrayList<>();
		for (Exchange<?> exchange : this.ids.inOrder()) {
			if (exchange instanceof PublishExchange publish) {
				unfinished.add(publish);
			}
		}
		return unfinished;
	}

	/**
	 * The server knows nothing of what was in flight. What may arrive twice is published
	 * anew; of what must not, nobody knows whether it has arrived.
	 */
	private boolean cannotBeSentAnew(PublishExchange exchange) {
		this.ids.release(exchange);
		if (exchange.ended()) {
			return true;
		}
		if (exchange.qos() == QoS.EXACTLY_ONCE) {
			exchange.fail(new MqttConnectionException("the server has lost the session: it is not known whether"
					+ " the message of QoS 2 to " + exchange.message().topic() + " has arrived", null));
			return true;
		}
		return false;
	}

	/** What is in flight may end, but what is not waits for the next connection. */
	void hold() {
		this.inFlightMaximum = 0;
	}

	void disconnected() {
		this.limits = null;
		this.inFlight = 0;
		this.unreleased = 0;
		unfinished().forEach((exchange) -> exchange.onWire(false));
		this.waiting.removeIf((exchange) -> exchange.packetId() != 0); // still among the
																		// identifiers
		this.waiting.removeIf((exchange) -> {
			boolean lost = exchange.qos() == QoS.AT_MOST_ONCE;
			if (lost) {
				exchange.fail(new MqttConnectionException("the connection was lost before the message was sent", null));
			}
			return lost;
		});
	}

	/**
	 * Ends all futures. What was sent keeps its identifier, for as long as the server has
	 * the session it may answer; the rest is forgotten.
	 */
	void failAll(MqttException failure) {
		unfinished().forEach((exchange) -> exchange.fail(failure));
		List<PublishExchange> unsent = List.copyOf(this.waiting);
		this.waiting.clear();
		unsent.forEach((exchange) -> exchange.fail(failure));
	}

}
