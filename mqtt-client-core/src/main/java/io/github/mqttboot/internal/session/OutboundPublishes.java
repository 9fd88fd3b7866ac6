// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.store.StoredPublish;
import io.github.mqttboot.store.StoredSession;

import org.jspecify.annotations.Nullable;

/**
 * The messages on their way to the server: those that wait for the network or for the
 * server's receive maximum, and those in flight. They leave in the order of the calls
 * [MQTT-4.6.0-1]. Confined to the loop.
 */
final class OutboundPublishes {

	private final PacketIds ids;

	/** Looks for what has waited too long no more often than this. */
	private static final long EXPIRY_CHECK_NANOS = 100_000_000;

	/** The longest message expiry interval, section 3.3.2.3.3. */
	private static final long LONGEST_EXPIRY_SECONDS = 4_294_967_295L;

	private final SessionOutput output;

	private final boolean version5;

	private final StoredSession store;

	/** Whether the store outlives the client, and with it what the client holds. */
	private final boolean stored;

	/** Which are published again when the server has lost the session. */
	private final Set<QoS> publishedAgain;

	/**
	 * Not sent on this connection yet; what has an identifier was sent on an earlier one.
	 */
	private final ArrayDeque<PublishExchange> waiting = new ArrayDeque<>(0);

	/** Null while there is no connection. */
	private @Nullable ServerLimits limits;

	/** New on each connection. */
	private OutboundAliases aliases = OutboundAliases.NONE;

	/** The last place that was given to a message. */
	private long lastPlace;

	/** Whether what is not in flight waits for the next connection. */
	private boolean held;

	/** Nothing that waits expires before; {@link PublishExchange#NEVER} for nothing. */
	private long nextExpiry = PublishExchange.NEVER;

	/** Sent on this connection, and not at the end of the exchange. */
	private int inFlight;

	/** Those of QoS 2 among them that have no PUBREC, and so no PUBREL. */
	private int unreleased;

	OutboundPublishes(PacketIds ids, SessionOutput output, boolean version5, StoredSession store,
			Set<QoS> publishedAgain) {
		this.ids = ids;
		this.output = output;
		this.version5 = version5;
		this.store = store;
		this.stored = !(store instanceof NothingStored);
		this.publishedAgain = publishedAgain;
	}

	/** Takes over what another process has left; once, before anything else. */
	void restore() {
		for (StoredPublish publish : this.store.outgoing()) {
			PublishExchange exchange = PublishExchange.orphan(publish.message(), expiresAt(publish), this.output);
			exchange.sequence(publish.sequence());
			exchange.release(publish.released(), PublishResult.SUCCESS);
			this.lastPlace = Math.max(this.lastPlace, Math.max(publish.sequence(), publish.released()));
			if (publish.packetId() != 0) {
				this.ids.restore(exchange, publish.packetId());
			}
			else {
				letWait(exchange);
			}
		}
	}

	private void letWait(PublishExchange exchange) {
		this.waiting.add(exchange);
		if (exchange.mayExpire()) {
			expireBefore(exchange.expiresAt());
		}
	}

	private void expireBefore(long time) {
		if (this.nextExpiry == PublishExchange.NEVER || time - this.nextExpiry < 0) {
			this.nextExpiry = time;
		}
	}

	/** Not later than for a new message, although the clock may have gone back. */
	private long expiresAt(StoredPublish publish) {
		if (publish.timeToLiveNanos() == PublishExchange.NEVER) {
			return PublishExchange.NEVER;
		}
		long seconds = publish.message().properties().get(Property.MESSAGE_EXPIRY_INTERVAL, LONGEST_EXPIRY_SECONDS);
		return this.output.nanoTime() + Math.min(publish.timeToLiveNanos(), TimeUnit.SECONDS.toNanos(seconds));
	}

	/** What is in flight and has the largest payload, or null. */
	@Nullable MqttMessage largestInFlight() {
		return this.ids.publishes()
			.stream()
			.map(PublishExchange::message)
			.max(Comparator.comparingInt((message) -> message.payload().length))
			.orElse(null);
	}

	int inFlight() {
		return this.inFlight;
	}

	int waiting() {
		return this.waiting.size();
	}

	void publish(PublishExchange exchange) {
		ServerLimits limits = this.limits;
		if (exchange.qos() != QoS.AT_MOST_ONCE && !store(exchange)) {
			return;
		}
		if (limits == null) {
			waitForConnection(exchange);
		}
		else if (this.waiting.isEmpty() && maySend(exchange, limits)) {
			send(exchange, limits);
		}
		else {
			letWait(exchange);
		}
	}

	/** Whether it can be stored; otherwise it could not be sent either, and fails. */
	private boolean store(PublishExchange exchange) {
		exchange.sequence(++this.lastPlace);
		try {
			this.store.add(exchange.sequence(), exchange.message(), timeToLive(exchange));
			return true;
		}
		catch (IllegalArgumentException ex) {
			exchange.fail(new MqttRejectedException(ReasonCode.PACKET_TOO_LARGE,
					"the message cannot be sent to any server: " + ex.getMessage(), ex));
			return false;
		}
	}

	private long timeToLive(PublishExchange exchange) {
		return (exchange.expiresAt() != PublishExchange.NEVER) ? exchange.expiresAt() - this.output.nanoTime()
				: PublishExchange.NEVER;
	}

	private void waitForConnection(PublishExchange exchange) {
		if (exchange.qos() == QoS.AT_MOST_ONCE) {
			exchange.fail(new MqttConnectionException("not connected: a message of QoS 0 does not wait", null));
		}
		else {
			letWait(exchange);
		}
	}

	/** When to call {@link #expire} at the latest, or {@link Long#MAX_VALUE}. */
	long nextExpiry() {
		return this.nextExpiry;
	}

	/** Ends what has waited too long. */
	void expire(long now) {
		if (this.nextExpiry == PublishExchange.NEVER || now - this.nextExpiry < 0) {
			return;
		}
		this.nextExpiry = PublishExchange.NEVER;
		List<PublishExchange> expired = new ArrayList<>();
		this.waiting.removeIf((exchange) -> {
			boolean isExpired = isExpired(exchange, now);
			if (isExpired) {
				expired.add(exchange);
			}
			else if (exchange.mayExpire() && exchange.packetId() == 0) {
				expireBefore(exchange.expiresAt());
			}
			return isExpired;
		});
		if (this.nextExpiry != PublishExchange.NEVER && this.nextExpiry - now < EXPIRY_CHECK_NANOS) {
			this.nextExpiry = now + EXPIRY_CHECK_NANOS;
		}
		expired.forEach(this::fail);
		drain(); // what waited behind them may not have to wait
	}

	/** What was sent before stays in flight. */
	private static boolean isExpired(PublishExchange exchange, long now) {
		return exchange.mayExpire() && exchange.packetId() == 0 && exchange.expiresAt() - now <= 0;
	}

	private void fail(PublishExchange expired) {
		MqttException failure = new MqttTimeoutException("the message to " + expired.message().topic()
				+ " has waited longer than its time to live, and is not sent", null);
		drop(expired, failure);
		this.output.expired(expired.message(), failure);
	}

	/**
	 * Ends the one that waits longest.
	 * @return its message, or null if none waits that was not sent before
	 */
	@Nullable MqttMessage dropOldest(MqttException failure) {
		Iterator<PublishExchange> all = this.waiting.iterator();
		while (all.hasNext()) {
			PublishExchange exchange = all.next();
			if (exchange.packetId() == 0) {
				all.remove();
				drop(exchange, failure);
				drain();
				return exchange.message();
			}
		}
		return null;
	}

	private void drop(PublishExchange exchange, MqttException failure) {
		if (exchange.qos() != QoS.AT_MOST_ONCE) {
			this.store.remove(exchange.sequence());
		}
		exchange.fail(failure);
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
			if (next.mayExpire() && isExpired(next, this.output.nanoTime())) {
				fail(next);
			}
			else {
				send(next, limits);
			}
		}
	}

	private boolean maySend(PublishExchange exchange, ServerLimits limits) {
		return this.output.isWritable() && isWithinQuota(exchange, limits);
	}

	private boolean isWithinQuota(PublishExchange exchange, ServerLimits limits) {
		if (exchange.qos() == QoS.AT_MOST_ONCE) {
			return true;
		}
		if (!exchange.released() && this.unreleased >= limits.unreleasedMaximum()) {
			return false; // not even QoS 1: Mosquitto would close, and lose that message
		}
		return !this.held && this.inFlight < limits.receiveMaximum(); // [MQTT-3.3.4-7]
	}

	private static boolean isUnreleased(PublishExchange exchange) {
		return exchange.qos() == QoS.EXACTLY_ONCE && !exchange.released();
	}

	private void send(PublishExchange exchange, ServerLimits limits) {
		boolean again = exchange.packetId() != 0;
		try {
			if (!exchange.released()) { // else the server has taken it already
				limits.check(exchange.message());
			}
			if (exchange.qos() == QoS.AT_MOST_ONCE) {
				send(messageOf(exchange), false, 0);
				exchange.succeed(PublishResult.SUCCESS);
				return;
			}
			if (!again) {
				this.ids.assign(exchange);
				this.store.assign(exchange.sequence(), exchange.packetId());
			}
			// [MQTT-3.3.1-1], [MQTT-4.4.0-1]
			if (exchange.released()) {
				this.output.send(new PubRel(exchange.packetId()));
			}
			else {
				send(messageOf(exchange), again, exchange.packetId());
			}
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

	/** With the rest of the time that it is worth, of which the server is told. */
	private MqttMessage messageOf(PublishExchange exchange) {
		MqttMessage message = exchange.message();
		if (!exchange.mayExpire() || !this.version5) {
			return message;
		}
		long nanos = Math.max(0, exchange.expiresAt() - this.output.nanoTime());
		long seconds = (nanos + 999_999_999) / 1_000_000_000;
		PacketProperties properties = message.properties()
			.toBuilder()
			.set(Property.MESSAGE_EXPIRY_INTERVAL, seconds)
			.build();
		return new MqttMessage(message.topicName(), message.payload(), message.qos(), message.retain(), properties);
	}

	/** Sends PUBLISH, without an alias if it is too large with one. */
	private void send(MqttMessage message, boolean again, int packetId) {
		Publish packet = this.aliases.packet(message, again, packetId);
		try {
			this.output.send(packet);
		}
		catch (IllegalArgumentException ex) {
			this.aliases.notSent(message.topicName());
			this.output.send(new Publish(message, again, packetId));
		}
	}

	private void giveUp(PublishExchange exchange, MqttException failure) {
		if (exchange.packetId() != 0) {
			this.ids.release(exchange);
		}
		drop(exchange, failure);
		tellOfOrphan(exchange, failure);
	}

	private void tellOfOrphan(PublishExchange exchange, MqttException failure) {
		if (exchange.isOrphan()) {
			this.output.orphanFailed(exchange.message(), failure);
		}
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
				exchange.release(++this.lastPlace, result(packet.reasonCode(), packet.properties()));
				this.store.release(exchange.sequence(), exchange.releasedPlace());
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
		this.store.remove(exchange.sequence());
		this.inFlight--;
		if (isUnreleased(exchange)) {
			this.unreleased--;
		}
	}

	private void conclude(PublishExchange exchange, ReasonCode reasonCode, PacketProperties properties) {
		if (reasonCode.isError()) {
			String reason = properties.get(Property.REASON_STRING);
			MqttException refusal = new MqttRejectedException(reasonCode, "the server refused the message to "
					+ exchange.message().topic() + ": " + reasonCode + ((reason != null) ? " (" + reason + ")" : ""));
			exchange.fail(refusal);
			tellOfOrphan(exchange, refusal);
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
		this.held = false;
		this.aliases = OutboundAliases.upTo(limits.topicAliasMaximum());
		List<PublishExchange> inFlight = this.ids.publishes();
		if (!sessionPresent) {
			inFlight.removeIf((exchange) -> !isSentAnew(exchange));
		}
		// PUBRELs wait for no quota [MQTT-3.3.4-8], and leave as the PUBRECs came
		inFlight.sort(Comparator.comparingLong(PublishExchange::releasedPlace));
		inFlight.stream().filter(PublishExchange::released).forEach((exchange) -> send(exchange, limits));
		inFlight.removeIf(PublishExchange::released);
		inFlight.sort(Comparator.comparingLong(PublishExchange::sequence));
		for (int i = inFlight.size() - 1; i >= 0; i--) {
			PublishExchange exchange = inFlight.get(i);
			this.waiting.addFirst(exchange);
			if (exchange.mayExpire()) {
				expireBefore(exchange.expiresAt());
			}
		}
		drain();
	}

	/**
	 * The server knows nothing of what was in flight, and nobody knows whether it has
	 * arrived.
	 */
	private boolean isSentAnew(PublishExchange exchange) {
		this.ids.release(exchange);
		if (!exchange.ended() && this.publishedAgain.contains(exchange.qos())) {
			exchange.release(0, PublishResult.SUCCESS);
			this.store.assign(exchange.sequence(), 0);
			return true;
		}
		MqttException failure = new MqttConnectionException(
				"the server has lost the session: it is not known whether" + " the message of QoS "
						+ exchange.qos().level() + " to " + exchange.message().topic() + " has arrived",
				null);
		drop(exchange, failure);
		tellOfOrphan(exchange, failure);
		return false;
	}

	/** What is in flight may end, but what is not waits for the next connection. */
	void hold() {
		this.held = true;
	}

	/** The opposite of {@link #hold()}. */
	void release() {
		this.held = false;
		drain();
	}

	boolean isIdle() {
		return this.inFlight == 0 && this.waiting.isEmpty();
	}

	void disconnected() {
		this.limits = null;
		this.inFlight = 0;
		this.unreleased = 0;
		this.ids.publishes().forEach((exchange) -> exchange.onWire(false));
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
	 * the session it may answer; the rest is forgotten, unless it is stored.
	 */
	void failAll(MqttException failure) {
		if (this.stored) {
			keepAll(failure);
			return;
		}
		this.ids.publishes().forEach((exchange) -> exchange.fail(failure));
		List<PublishExchange> unsent = List.copyOf(this.waiting);
		this.waiting.clear();
		unsent.forEach((exchange) -> exchange.fail(failure));
	}

	private void keepAll(MqttException failure) {
		MqttException kept = (failure instanceof MqttStoreException) ? failure
				: new MqttConnectionException(failure.getMessage()
						+ "; the message is kept in the store, to be sent on the next connection of this session",
						failure);
		for (PublishExchange exchange : this.ids.publishes()) {
			if (!exchange.isOrphan()) {
				this.ids.replace(exchange, exchange.orphan(this.output));
				exchange.fail(kept);
			}
		}
		List<PublishExchange> unsent = List.copyOf(this.waiting);
		this.waiting.clear();
		for (PublishExchange exchange : unsent) {
			this.waiting.add(exchange.isOrphan() ? exchange : exchange.orphan(this.output));
			if (!exchange.isOrphan()) {
				exchange.fail(kept);
			}
		}
	}

}
