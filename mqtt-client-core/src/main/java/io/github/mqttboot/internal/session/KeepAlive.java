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
	 * @param responseTimeoutNanos how long the server may be silent behind a ping; half
	 * an interval at most, so that a dead connection is noticed within one and a half
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
		if (this.pinged && now - heardAt() >= this.responseTimeout) {
			return Action.GIVE_UP;
		}
		if (now - quietSince() >= this.silence) {
			this.pinged = true;
			this.pingedAt = now;
			this.lastSent = now;
			return Action.PING;
		}
		return Action.NOTHING;
	}

	/** When to check again, or {@link Long#MAX_VALUE}. */
	long nextCheck() {
		if (this.silence == 0) {
			return Long.MAX_VALUE;
		}
		long ping = quietSince() + this.silence;
		return this.pinged ? earlier(heardAt() + this.responseTimeout, ping) : ping;
	}

	/**
	 * Since when a ping has been due. Behind a ping the server may have much to send
	 * before PINGRESP; the client sends another one in time [MQTT-3.1.2-20].
	 */
	private long quietSince() {
		return this.pinged ? this.lastSent : earlier(this.lastSent, this.lastReceived);
	}

	/** When the server has shown that it is there, or was asked to. */
	private long heardAt() {
		return (this.pingedAt - this.lastReceived < 0) ? this.lastReceived : this.pingedAt;
	}

	private static long earlier(long one, long other) {
		return (one - other < 0) ? one : other;
	}

}
