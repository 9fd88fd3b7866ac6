// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.store.StoredSession;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of a session: lives as long as the client, over any number of
 * connections, and is the one door to what this package knows. Confined to the loop.
 */
public final class Session {

	private final SessionOptions options;

	private final SessionOutput output;

	private final StoredSession store;

	private final OutboundPublishes outbound;

	private final InboundPublishes inbound;

	private final Subscriptions subscriptions;

	private KeepAlive keepAlive = new KeepAlive(0, 0, 0);

	/**
	 * Whether a connection has been made before, and so the server may have a session.
	 */
	private boolean established;

	/** Whether the server may have begun a session without the client's knowledge. */
	private boolean doubtful;

	/**
	 * Makes a session without connection, which goes on where the store has it.
	 * @param options what the client is like
	 * @param output where packets and messages go
	 * @param stored what is stored of it, to be committed by the caller before anything
	 * that was sent reaches the network; null to keep it in memory alone
	 */
	public Session(SessionOptions options, SessionOutput output, @Nullable StoredSession stored) {
		PacketIds ids = new PacketIds();
		this.options = options;
		this.output = output;
		this.store = (stored != null) ? stored : NothingStored.INSTANCE;
		this.established = this.store.established();
		this.outbound = new OutboundPublishes(ids, output, options.version() == MqttVersion.V5, this.store,
				options.publishedAgain());
		this.inbound = new InboundPublishes(output, this.store,
				(options.version() == MqttVersion.V5) ? options.receiveMaximum() : 65_535, options.topicAliasMaximum(),
				options.version() == MqttVersion.V5);
		this.subscriptions = new Subscriptions(ids, output, options);
	}

	/** Takes over what the store holds; once, before anything else. */
	public void restore() {
		this.outbound.restore();
		this.inbound.restore();
	}

	/**
	 * CONNACK has come with success: sends again what is in flight, subscribes what the
	 * server does not have, and sends what has waited.
	 * @param connAck the packet
	 * @param now the time
	 * @return whether the server has lost a session that this client has
	 */
	public boolean connected(ConnAck connAck, long now) {
		ServerLimits limits = ServerLimits.of(connAck, this.options);
		boolean lost = this.established && !connAck.sessionPresent();
		if (!this.established) {
			this.established = true;
			this.store.establish();
		}
		this.keepAlive = new KeepAlive(limits.keepAliveSeconds() * 1_000_000_000L, this.options.responseTimeoutNanos(),
				now);
		this.inbound.connected(connAck.sessionPresent(), this.doubtful);
		this.subscriptions.connected(limits, connAck.sessionPresent(), this.doubtful, now);
		this.doubtful = false;
		this.outbound.connected(limits, connAck.sessionPresent());
		return lost;
	}

	/**
	 * CONNECT was sent, and no CONNACK came: it may have told of a new session, and the
	 * next one will say that a session is present.
	 */
	public void unanswered() {
		this.doubtful = true;
	}

	/**
	 * The connection is about to be replaced: no more messages of QoS 1 and 2 are sent on
	 * it, they wait for the next one.
	 */
	public void hold() {
		this.outbound.hold();
	}

	/**
	 * The connection is about to end for good: messages that come are left with the
	 * server, and what waits is sent as far as that is possible.
	 */
	public void finish() {
		this.inbound.refuseAll();
		this.outbound.release();
	}

	/**
	 * Whether no exchange is under way. PUBREL counts, too: a server may forget a PUBREC
	 * that is followed by the end of the connection, and send the message again.
	 * @return false if an answer of the server is owed, or something waits to be sent
	 */
	public boolean isIdle() {
		return this.outbound.isIdle() && this.inbound.isIdle() && this.subscriptions.isIdle();
	}

	/** The connection is gone; there may be another. */
	public void disconnected() {
		this.keepAlive = new KeepAlive(0, 0, 0);
		this.inbound.disconnected();
		this.subscriptions.disconnected();
		this.outbound.disconnected();
	}

	/**
	 * There will be no other connection for now: ends all that waits.
	 * @param failure what to end it with
	 */
	public void failAll(MqttException failure) {
		this.subscriptions.failAll(failure);
		this.outbound.failAll(failure);
	}

	/**
	 * Publishes, now or when network, server and connection let it.
	 * @param exchange the message
	 */
	public void publish(PublishExchange exchange) {
		this.outbound.publish(exchange);
	}

	/**
	 * Drops the message that waits longest, if one waits that was never sent.
	 * @param failure what to end it with
	 * @return the message, or null if there is none
	 */
	public @Nullable MqttMessage dropOldest(MqttException failure) {
		return this.outbound.dropOldest(failure);
	}

	/**
	 * Whether there is room for another SUBSCRIBE or UNSUBSCRIBE.
	 * @return why there is none, or null
	 */
	public @Nullable MqttQueueFullException tooManyRequests() {
		return this.subscriptions.full();
	}

	/**
	 * Subscribes, now or when there is a connection.
	 * @param exchange the subscriptions
	 * @param now the time
	 */
	public void subscribe(SubscribeExchange exchange, long now) {
		this.subscriptions.subscribe(exchange, now);
	}

	/**
	 * Unsubscribes, now or when there is a connection.
	 * @param exchange the filters
	 * @param now the time
	 */
	public void unsubscribe(UnsubscribeExchange exchange, long now) {
		this.subscriptions.unsubscribe(exchange, now);
	}

	/**
	 * The application has handled a message, or failed to.
	 * @param receipt what came with the message, decided
	 */
	public void acknowledge(Receipt receipt) {
		this.inbound.acknowledge(receipt);
	}

	/**
	 * A packet has come, after CONNACK.
	 * @param packet the packet
	 * @throws MqttProtocolException if the server must not send it, or not now
	 */
	public void receive(Packet packet) {
		switch (packet.type()) {
			case PUBLISH -> this.inbound.receive((Publish) packet);
			case PUBACK -> {
				this.outbound.acknowledged((PubAck) packet);
				this.outbound.drain();
			}
			case PUBREC -> {
				this.outbound.received((PubRec) packet);
				this.outbound.drain();
			}
			case PUBREL -> this.inbound.released((PubRel) packet);
			case PUBCOMP -> {
				this.outbound.completed((PubComp) packet);
				this.outbound.drain();
			}
			case SUBACK -> this.subscriptions.answered((SubAck) packet);
			case UNSUBACK -> this.subscriptions.answered((UnsubAck) packet);
			case PINGRESP -> this.keepAlive.answered();
			case CONNECT, CONNACK, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT, AUTH -> throw unexpected(packet);
		}
	}

	private static MqttProtocolException unexpected(Packet packet) {
		return new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
				"the server must not send " + packet.type() + " on an established connection");
	}

	/** The network takes more again. */
	public void writable() {
		this.outbound.drain();
	}

	/**
	 * Something was sent.
	 * @param now the time
	 */
	public void sent(long now) {
		this.keepAlive.sent(now);
	}

	/**
	 * Something was received.
	 * @param now the time
	 * @return whether {@link #nextTick()} may have become earlier
	 */
	public boolean received(long now) {
		this.keepAlive.received(now);
		return this.subscriptions.planRetries(now);
	}

	/**
	 * Nothing is being read, because the application is behind: the server's silence says
	 * nothing.
	 * @param now the time
	 */
	public void notReading(long now) {
		this.keepAlive.answered();
		this.keepAlive.received(now);
	}

	/**
	 * Does what is due: pings, and ends what has waited too long.
	 * @param now the time
	 * @throws MqttTimeoutException if the server does not answer a ping: the connection
	 * is dead
	 */
	public void tick(long now) {
		this.outbound.expire(now);
		this.subscriptions.checkDeadlines(now);
		switch (this.keepAlive.check(now)) {
			case NOTHING -> {
			}
			case PING -> this.output.send(PingReq.INSTANCE);
			case GIVE_UP -> throw new MqttTimeoutException("the server does not answer PINGREQ", null);
		}
	}

	/**
	 * When to call {@link #tick} at the latest.
	 * @return a time, or {@link Long#MAX_VALUE} for no need
	 */
	public long nextTick() {
		return earlier(earlier(this.keepAlive.nextCheck(), this.subscriptions.nextDeadline()), nextExpiry());
	}

	private static long earlier(long one, long other) {
		if (one == Long.MAX_VALUE || other == Long.MAX_VALUE) {
			return Math.min(one, other);
		}
		return (one - other < 0) ? one : other;
	}

	/**
	 * Ends messages that have waited too long; all there is to do without connection.
	 * @param now the time
	 */
	public void expire(long now) {
		this.outbound.expire(now);
	}

	/**
	 * When to call {@link #expire} at the latest.
	 * @return a time, or {@link Long#MAX_VALUE} for no need
	 */
	public long nextExpiry() {
		return this.outbound.nextExpiry();
	}

	/**
	 * What is in flight and has the largest payload.
	 * @return the message, or null if nothing is
	 */
	public @Nullable MqttMessage largestInFlight() {
		return this.outbound.largestInFlight();
	}

	/**
	 * How many messages are in flight.
	 * @return messages of QoS 1 and 2 sent on this connection and not ended
	 */
	public int inFlight() {
		return this.outbound.inFlight();
	}

	/**
	 * How many messages wait.
	 * @return messages not sent on this connection
	 */
	public int waiting() {
		return this.outbound.waiting();
	}

}
