// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

/**
 * Whether and when to connect again after a connection was lost or an attempt failed. The
 * pause before attempt <i>n</i> is {@code min × multiplier}<sup>n-1</sup>, {@code max} at
 * most, of which the part {@code jitter} is random: with 1 (full jitter) anything from
 * nothing to the whole pause, so that many clients do not come back at the same moment.
 * Immutable.
 *
 * @param maxAttempts how many attempts in a row may fail; 0 for none (never reconnect),
 * {@link Integer#MAX_VALUE} for no limit
 * @param min the first pause
 * @param max the longest pause
 * @param multiplier by what the pause grows, 1 or more
 * @param jitter which part of the pause is random, 0 to 1
 * @param stableAfter how long a connection must last for the pauses to begin anew after
 * it, and at least twice as long as the pause before it; 10 seconds unless set
 * @param maxTakeovers how often in a row another client with the same identifier may take
 * over before this one gives up; 3 unless set, 0 to give up the first time
 * @param retryRefused whether there is another attempt, after the longest pause, when a
 * server that has never accepted this client refuses it for its user name, its password
 * or its rights, which somebody may give it yet; false unless set
 */
public record ReconnectPolicy(int maxAttempts, Duration min, Duration max, double multiplier, double jitter,
		Duration stableAfter, int maxTakeovers, boolean retryRefused) {

	private static final Duration STABLE_AFTER = Duration.ofSeconds(10);

	private static final int MAX_TAKEOVERS = 3;

	private static final ReconnectPolicy EXPONENTIAL = new ReconnectPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1),
			Duration.ofSeconds(60), 2, 1);

	/**
	 * Checks the parts.
	 * @throws IllegalArgumentException if one is out of range
	 */
	public ReconnectPolicy {
		if (maxAttempts < 0) {
			throw new IllegalArgumentException("reconnect max-attempts must be 0 or more, was " + maxAttempts);
		}
		if (min.isNegative() || min.compareTo(max) > 0) {
			throw new IllegalArgumentException("reconnect min must be from 0 to max, was " + min + " with max " + max);
		}
		MqttClientOptions.notTooLong("reconnect max", max);
		MqttClientOptions.notTooLong("reconnect stable-after", stableAfter);
		if (!(multiplier >= 1)) {
			throw new IllegalArgumentException("reconnect multiplier must be 1 or more, was " + multiplier);
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new IllegalArgumentException("reconnect jitter must be 0 to 1, was " + jitter);
		}
		if (stableAfter.isNegative()) {
			throw new IllegalArgumentException("reconnect stable-after must be 0 or more, was " + stableAfter);
		}
		if (maxTakeovers < 0) {
			throw new IllegalArgumentException("reconnect max-takeovers must be 0 or more, was " + maxTakeovers);
		}
	}

	/**
	 * With the defaults of the last three.
	 * @param maxAttempts how many attempts in a row may fail
	 * @param min the first pause
	 * @param max the longest pause
	 * @param multiplier by what the pause grows, 1 or more
	 * @param jitter which part of the pause is random, 0 to 1
	 */
	public ReconnectPolicy(int maxAttempts, Duration min, Duration max, double multiplier, double jitter) {
		this(maxAttempts, min, max, multiplier, jitter, STABLE_AFTER, MAX_TAKEOVERS, false);
	}

	/**
	 * Does not reconnect.
	 * @return the policy
	 */
	public static ReconnectPolicy never() {
		return new ReconnectPolicy(0, Duration.ZERO, Duration.ZERO, 1, 0);
	}

	/**
	 * From 1 second, doubled up to 60 seconds, full jitter, without end.
	 * @return the policy
	 */
	public static ReconnectPolicy exponential() {
		return EXPONENTIAL;
	}

	/**
	 * Always the same pause, without jitter and without end.
	 * @param delay the pause
	 * @return the policy
	 */
	public static ReconnectPolicy fixed(Duration delay) {
		return new ReconnectPolicy(Integer.MAX_VALUE, delay, delay, 1, 0);
	}

	/**
	 * The same with another idea of a good connection.
	 * @param stableAfter how long a connection must last for the pauses to begin anew
	 * @return the policy
	 * @throws IllegalArgumentException if it is negative
	 */
	public ReconnectPolicy withStableAfter(Duration stableAfter) {
		return new ReconnectPolicy(this.maxAttempts, this.min, this.max, this.multiplier, this.jitter, stableAfter,
				this.maxTakeovers, this.retryRefused);
	}

	/**
	 * The same with another limit for takeovers.
	 * @param maxTakeovers how many in a row to endure, 0 or more
	 * @return the policy
	 * @throws IllegalArgumentException if it is negative
	 */
	public ReconnectPolicy withMaxTakeovers(int maxTakeovers) {
		return new ReconnectPolicy(this.maxAttempts, this.min, this.max, this.multiplier, this.jitter, this.stableAfter,
				maxTakeovers, this.retryRefused);
	}

	/**
	 * The same with another answer to a server that refuses the client.
	 * @param retryRefused whether to go on although the server has never accepted this
	 * user name, this password or the rights of this client
	 * @return the policy
	 */
	public ReconnectPolicy withRetryRefused(boolean retryRefused) {
		return new ReconnectPolicy(this.maxAttempts, this.min, this.max, this.multiplier, this.jitter, this.stableAfter,
				this.maxTakeovers, retryRefused);
	}

	/**
	 * Whether there is another attempt.
	 * @param attempt 1 for the first after a loss
	 * @return true if so
	 */
	boolean allows(int attempt) {
		return attempt <= this.maxAttempts;
	}

	/**
	 * The pause before an attempt, before chance has its part.
	 * @param attempt 1 for the first after a loss
	 * @return the longest it may be
	 */
	Duration longest(int attempt) {
		double grown = this.min.toNanos() * Math.pow(this.multiplier, attempt - 1.0);
		return Duration.ofNanos((long) Math.min(grown, this.max.toNanos()));
	}

	/**
	 * The pause before an attempt.
	 * @param attempt 1 for the first after a loss
	 * @param random anything from 0 to 1
	 * @return the pause
	 */
	Duration delay(int attempt, double random) {
		return part(longest(attempt), this.jitter, random);
	}

	/**
	 * The pause where the server has asked for peace: the longest one, of which no more
	 * than half is random, so that nobody comes back at once.
	 * @param random anything from 0 to 1
	 * @return the pause
	 */
	Duration slowDelay(double random) {
		return part(this.max, Math.min(this.jitter, 0.5), random);
	}

	private static Duration part(Duration longest, double jitter, double random) {
		return Duration.ofNanos((long) (longest.toNanos() * (1 - jitter + jitter * random)));
	}

}
