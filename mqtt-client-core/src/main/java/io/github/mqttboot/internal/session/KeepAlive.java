// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

/**
 * Decides when to ping and when the server is gone (section 3.1.2.10). It pings after
 * three quarters of an interval in which nothing was sent, so that the ping is there
 * before the interval is over [MQTT-3.1.2-20], and also when nothing was received for so
 * long: data that is only ever sent would hide that nobody reads it.
 */
final class KeepAlive {

	/** What is to be done now. */
	enum Action {

		NOTHING, PING, GIVE_UP

	}

	/** How long the silence may last; 0 for ever. */
	private final long silence;

	private final long responseTimeout;

	private long lastSent;

	private long lastReceived;

	private boolean pinged;

	private long pingedAt;

	/**
	 * Starts with a connection that has just been made.
	 * @param intervalNanos the keep alive; 0 for none
	 * @param responseTimeoutNanos how long PINGRESP may take; half an interval at most,
	 * so that a dead connection is noticed within one and a half
	 */
	KeepAlive(long intervalNanos, long responseTimeoutNanos, long now) {
		this.silence = intervalNanos / 4 * 3;
		this.responseTimeout = Math.min(responseTimeoutNanos, intervalNanos / 2);
		this.lastSent = now;
		this.lastReceived = now;
	}

	void sent(long now) {
		this.lastSent = now;
	}

	void received(long now) {
		this.lastReceived = now;
	}

	void answered() {
		this.pinged = false;
	}

	Action check(long now) {
		if (this.silence == 0) {
			return Action.NOTHING;
		}
		if (this.pinged) {
			return (now - this.pingedAt >= this.responseTimeout) ? Action.GIVE_UP : Action.NOTHING;
		}
		if (now - earliest() >= this.silence) {
			this.pinged = true;
			this.pingedAt = now;
			return Action.PING;
		}
		return Action.NOTHING;
	}

	/** When to check again, or {@link Long#MAX_VALUE}. */
	long nextCheck() {
		if (this.silence == 0) {
			return Long.MAX_VALUE;
		}
		return this.pinged ? this.pingedAt + this.responseTimeout : earliest() + this.silence;
	}

	private long earliest() {
		return (this.lastSent - this.lastReceived < 0) ? this.lastSent : this.lastReceived;
	}

}
