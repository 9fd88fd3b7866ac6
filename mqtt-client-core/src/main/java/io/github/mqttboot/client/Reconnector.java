// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

import io.github.mqttboot.client.ServerReferences.Referral;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether to connect again, where to and when. Time is a parameter. Confined to
 * the loop.
 */
final class Reconnector {

	/** So many servers in a row may refer to another one; then there is a pause. */
	private static final int REFERRALS_IN_A_ROW = 5;

	/** So many short connections in a row make one suspect another client. */
	private static final int SUSPICIOUS = 3;

	private final ReconnectPolicy policy;

	private final List<Endpoint> endpoints;

	private final DoubleSupplier random;

	private int endpoint;

	/** Where a server has led the client, or null for those of the options. */
	private @Nullable Referral referral;

	private int referrals;

	private int attempt;

	/** The longest that the pause before the last attempt could be. */
	private Duration lastPause = Duration.ZERO;

	/** Whether a server has asked for peace since the last pause. */
	private boolean slow;

	private boolean everConnected;

	private long connectedAt;

	/** Whether the last thing that ended was a connection, not an attempt. */
	private boolean wasConnected;

	private int takeovers;

	/** Whether the last connection was no good one. */
	private boolean shortLived;

	/** Connections in a row that ended soon, and without a word. */
	private int shortConnections;

	Reconnector(ReconnectPolicy policy, List<Endpoint> endpoints, DoubleSupplier random) {
		this.policy = policy;
		this.endpoints = endpoints;
		this.random = random;
	}

	/** The server to try now. */
	Endpoint endpoint() {
		return (this.referral != null) ? this.referral.endpoint() : this.endpoints.get(this.endpoint);
	}

	/** Which attempt the next one is, from 1 after each success. */
	int attempt() {
		return this.attempt;
	}

	/**
	 * How often in a row another client with the same identifier has taken over, as far
	 * as one can tell: MQTT 5 says so, MQTT 3.1.1 just closes the connection.
	 */
	int takeovers() {
		return (this.takeovers == 0 && this.shortConnections >= SUSPICIOUS) ? this.shortConnections : this.takeovers;
	}

	/** Begins to connect at the caller's wish. */
	void start() {
		this.attempt = 0;
		this.referrals = 0;
		this.takeovers = 0;
		this.shortConnections = 0;
		this.lastPause = Duration.ZERO;
	}

	void connected(long now) {
		this.everConnected = true;
		this.connectedAt = now;
		this.wasConnected = true;
	}

	/** A connection was lost that {@link #connected} had been called for. */
	void lost(long now) {
		long lasted = now - this.connectedAt;
		// two clients that push each other off last as long as the other one's pause
		this.shortLived = lasted < Math.max(this.policy.stableAfter().toNanos(), 2 * this.lastPause.toNanos());
		if (!this.shortLived) {
			start();
		}
	}

	/**
	 * Whether and when to try again. The other servers of the list are tried without a
	 * pause before the first one gets another attempt, and so is a server that another
	 * one has referred to.
	 * @param failure why the last attempt or connection ended
	 * @param referral where the server has led the client, or null
	 * @return the pause, or null to give up
	 */
	@Nullable Duration next(@Nullable MqttException failure, @Nullable Referral referral) {
		boolean lost = this.wasConnected;
		this.wasConnected = false;
		Reaction reaction = reaction(failure, lost);
		if (reaction == Reaction.STOP) {
			return null;
		}
		boolean free = !lost || this.policy.allows(1);
		if (referral != null && free && this.referrals < REFERRALS_IN_A_ROW) {
			this.referrals++;
			this.referral = referral;
			return Duration.ZERO;
		}
		this.slow |= reaction == Reaction.SLOW;
		if (advance(lost) && free) {
			return Duration.ZERO;
		}
		return pause();
	}

	/**
	 * Goes on to the next server.
	 * @return whether it has not been tried since the last pause
	 */
	private boolean advance(boolean lost) {
		if (this.referral != null) {
			if (lost && this.referral.permanent()) {
				return false;
			}
			this.referral = null;
		}
		this.endpoint = (this.endpoint + 1) % this.endpoints.size();
		return this.endpoint != 0;
	}

	private @Nullable Duration pause() {
		this.attempt++;
		if (!this.policy.allows(this.attempt)) {
			return null;
		}
		double random = this.random.getAsDouble();
		Duration pause = this.slow ? this.policy.slowDelay(random) : this.policy.delay(this.attempt, random);
		this.lastPause = this.slow ? this.policy.max() : this.policy.longest(this.attempt);
		this.slow = false;
		this.referrals = 0;
		return pause;
	}

	private Reaction reaction(@Nullable MqttException failure, boolean lost) {
		if (failure instanceof MqttRejectedException rejected) {
			return lost ? toDisconnect(rejected.reasonCode())
					: Reaction.toRefusal(rejected.reasonCode(), this.everConnected || this.policy.retryRefused());
		}
		if (lost && this.shortLived && failure instanceof MqttConnectionException) {
			this.shortConnections++;
		}
		return Reaction.FAST;
	}

	private Reaction toDisconnect(ReasonCode reasonCode) {
		if (reasonCode != ReasonCode.SESSION_TAKEN_OVER) {
			return Reaction.toDisconnect(reasonCode);
		}
		// two clients with one identifier would throw each other out for ever
		this.takeovers++;
		return (this.takeovers > this.policy.maxTakeovers()) ? Reaction.STOP : Reaction.SLOW;
	}

}
