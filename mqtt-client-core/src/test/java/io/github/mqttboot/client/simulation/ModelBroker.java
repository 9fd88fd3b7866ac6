// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/** A server as the specification has it: sessions, and connections that come and go. */
final class ModelBroker {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Trace trace;

	private final Scenario scenario;

	private final Ledger ledger;

	private final Map<String, BrokerSession> sessions = new LinkedHashMap<>();

	private final Set<BrokerConnection> connections = new LinkedHashSet<>();

	private boolean up = true;

	/** How many of the next CONNECTs are refused, and how. */
	private int refusals;

	private ReasonCode refusal = ReasonCode.SERVER_UNAVAILABLE;

	/** How many of the next CONNECTs are not answered. */
	private int silences;

	ModelBroker(VirtualTime time, SplittableRandom random, Trace trace, Scenario scenario, Ledger ledger) {
		this.time = time;
		this.random = random;
		this.trace = trace;
		this.scenario = scenario;
		this.ledger = ledger;
	}

	Trace trace() {
		return this.trace;
	}

	boolean up() {
		return this.up;
	}

	/** The session of the client, or null if there is none. */
	@Nullable BrokerSession session() {
		return this.sessions.get(Scenario.CLIENT_ID);
	}

	void accept(Cable cable) {
		this.connections
			.add(new BrokerConnection(this, this.time, this.random.split(), this.scenario, this.ledger, cable));
	}

	/** CONNECT has come. */
	void connect(BrokerConnection connection, Connect packet) {
		if (this.silences > 0) {
			this.silences--;
			return;
		}
		if (this.refusals > 0) {
			this.refusals--;
			connection.refused(this.refusal);
			return;
		}
		BrokerSession session = this.sessions.get(packet.clientId());
		if (session != null && session.connection() != null) {
			session.connection().close(ReasonCode.SESSION_TAKEN_OVER); // [MQTT-3.1.4-3]
			session = this.sessions.get(packet.clientId());
		}
		boolean present = session != null && !packet.cleanStart();
		if (session == null || packet.cleanStart()) {
			if (session != null) {
				session.lose();
			}
			this.ledger.sessionBegun();
			session = new BrokerSession(this.scenario, this.ledger);
			this.sessions.put(packet.clientId(), session);
		}
		session.expirySeconds(expiry(packet));
		connection.accepted(session, present, this.scenario.limits(this.random));
	}

	private long expiry(Connect packet) {
		if (this.scenario.isV5()) {
			return packet.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L);
		}
		return packet.cleanStart() ? 0 : Scenario.NEVER;
	}

	/** A connection is gone. */
	void ended(BrokerConnection connection) {
		this.connections.remove(connection);
		BrokerSession session = connection.session();
		if (session == null || session.connection() != connection) {
			return;
		}
		session.detach();
		if (session.expirySeconds() == 0) {
			expire(session);
		}
		else if (session.expirySeconds() != Scenario.NEVER) {
			long seconds = session.expirySeconds();
			long detachedAt = this.time.now();
			session.detachedAt(detachedAt);
			this.time.after(VirtualTime.seconds(seconds), () -> {
				if (session.connection() == null && session.detachedAt() == detachedAt) {
					expire(session);
				}
			});
		}
	}

	private void expire(BrokerSession session) {
		if (this.sessions.values().remove(session)) {
			this.trace.add("broker", "the session ends");
			session.lose();
		}
	}

	// what the world does

	/** Another client publishes. */
	void publish(String topic, QoS qos) {
		for (BrokerSession session : List.copyOf(this.sessions.values())) {
			session.offer(topic, qos);
		}
	}

	/** Another client with the same identifier comes, and is gone. */
	void takeOver() {
		BrokerSession session = session();
		if (session != null && session.connection() != null) {
			this.trace.add("broker", "another client takes the session over");
			session.connection().close(ReasonCode.SESSION_TAKEN_OVER);
		}
	}

	/** Closes all connections in order. */
	void hangUp(ReasonCode reasonCode) {
		this.trace.add("broker", "hangs up");
		List.copyOf(this.connections).forEach((connection) -> connection.close(reasonCode));
	}

	void refuse(int times, ReasonCode reasonCode) {
		this.trace.add("broker", "refuses to connect with", reasonCode);
		this.refusals = times;
		this.refusal = reasonCode;
	}

	void ignore(int times) {
		this.trace.add("broker", "does not answer CONNECT");
		this.silences = times;
	}

	void repeat() {
		BrokerSession session = session();
		if (session != null && this.scenario.repeats()) {
			this.trace.add("broker", "repeats itself");
			session.repeat();
		}
	}

	/**
	 * Stops: in order, or as if the power had failed; its sessions are on disk, or not.
	 */
	void stop(boolean keepSessions, Network network) {
		this.trace.add("broker", keepSessions ? "stops" : "stops and forgets");
		this.up = false;
		if (this.random.nextBoolean()) {
			hangUp(ReasonCode.SERVER_SHUTTING_DOWN);
		}
		List.copyOf(this.connections).forEach(BrokerConnection::vanish);
		network.cut();
		if (!keepSessions) {
			this.sessions.values().forEach(BrokerSession::lose);
			this.sessions.clear();
		}
	}

	void start() {
		if (!this.up) {
			this.trace.add("broker", "starts");
			this.up = true;
		}
	}

	/** Nothing more goes wrong. */
	void heal() {
		start();
		this.refusals = 0;
		this.silences = 0;
	}

}
