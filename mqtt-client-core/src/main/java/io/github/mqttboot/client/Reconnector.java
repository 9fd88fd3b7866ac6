// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;

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

	/** A connection that lasted this long was a good one: pauses begin anew after it. */
	static final Duration STABLE = Duration.ofSeconds(10);

	/** The server will say the same again, whoever asks. */
	private static final Set<ReasonCode> HOPELESS = EnumSet.of(ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR,
			ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
			ReasonCode.BAD_AUTHENTICATION_METHOD, ReasonCode.TOPIC_NAME_INVALID, ReasonCode.PACKET_TOO_LARGE,
			ReasonCode.PAYLOAD_FORMAT_INVALID, ReasonCode.RETAIN_NOT_SUPPORTED, ReasonCode.QOS_NOT_SUPPORTED);

	/** Hopeless unless the server has said otherwise before. */
	private static final Set<ReasonCode> NOT_ALLOWED = EnumSet.of(ReasonCode.BAD_USER_NAME_OR_PASSWORD,
			ReasonCode.NOT_AUTHORIZED, ReasonCode.BANNED);

	private final ReconnectPolicy policy;

	private final List<Endpoint> endpoints;

	private final DoubleSupplier random;

	private int endpoint;

	private int attempt;

	private boolean everConnected;

	private long connectedAt;

	/** Whether the last thing that ended was a connection, not an attempt. */
	private boolean wasConnected;

	Reconnector(ReconnectPolicy policy, List<Endpoint> endpoints, DoubleSupplier random) {
		this.policy = policy;
		this.endpoints = endpoints;
		this.random = random;
	}

	/** The server to try now. */
	Endpoint endpoint() {
		return this.endpoints.get(this.endpoint);
	}

	/** Which attempt the next one is, from 1 after each success. */
	int attempt() {
		return this.attempt;
	}

	/** Begins to connect at the caller's wish. */
	void start() {
		this.attempt = 0;
	}

	void connected(long now) {
		this.everConnected = true;
		this.connectedAt = now;
		this.wasConnected = true;
	}

	/** A connection was lost that {@link #connected} had been called for. */
	void lost(long now) {
		if (now - this.connectedAt >= STABLE.toNanos()) {
			this.attempt = 0;
		}
	}

	/**
	 * Whether and when to try again. The other servers of the list are tried without a
	 * pause before the first one gets another attempt.
	 * @param failure why the last attempt or connection ended
	 * @return the pause, or null to give up
	 */
	@Nullable Duration next(@Nullable MqttException failure) {
		boolean refused = failure instanceof MqttRejectedException rejected && isFinal(rejected.reasonCode());
		boolean lost = this.wasConnected;
		this.wasConnected = false;
		if (refused) {
			return null;
		}
		this.endpoint = (this.endpoint + 1) % this.endpoints.size();
		if (this.endpoint != 0 && (!lost || this.policy.allows(1))) {
			return Duration.ZERO;
		}
		this.attempt++;
		return this.policy.allows(this.attempt) ? this.policy.delay(this.attempt, this.random.getAsDouble()) : null;
	}

	private boolean isFinal(ReasonCode reasonCode) {
		if (this.wasConnected) {
			// two clients with one identifier would throw each other out for ever
			return reasonCode == ReasonCode.SESSION_TAKEN_OVER;
		}
		return HOPELESS.contains(reasonCode) || (NOT_ALLOWED.contains(reasonCode) && !this.everConnected);
	}

}
