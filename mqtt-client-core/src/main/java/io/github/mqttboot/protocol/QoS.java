// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/** How hard both sides try to deliver a message (section 4.3). */
public enum QoS {

	/** QoS 0: sent once, never acknowledged; it may be lost. */
	AT_MOST_ONCE,

	/** QoS 1: sent until acknowledged; it may arrive twice. */
	AT_LEAST_ONCE,

	/** QoS 2: handed over in two steps, so that it arrives once. */
	EXACTLY_ONCE;

	private static final QoS[] LEVELS = values();

	/**
	 * The number on the wire.
	 * @return 0, 1 or 2
	 */
	public int level() {
		return ordinal();
	}

	/**
	 * The quality of service of a number.
	 * @param level 0, 1 or 2
	 * @return the quality of service
	 * @throws IllegalArgumentException for any other number [MQTT-3.3.1-4]
	 */
	public static QoS of(int level) {
		if (level < 0 || level > 2) {
			throw new IllegalArgumentException("qos must be 0, 1 or 2, was " + level);
		}
		return LEVELS[level];
	}

	/**
	 * The lower of two, which is what a server delivers with: the message's QoS and what
	 * it granted to the subscription.
	 * @param other the other one
	 * @return the lower one
	 */
	public QoS min(QoS other) {
		return (compareTo(other) <= 0) ? this : other;
	}

}
