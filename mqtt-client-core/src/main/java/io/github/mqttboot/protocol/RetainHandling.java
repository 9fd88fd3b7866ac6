// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * Whether retained messages are sent when a subscription is made (section 3.8.3.1); MQTT
 * 5 only.
 */
public enum RetainHandling {

	/** At every SUBSCRIBE, as MQTT 3.1.1 always does. */
	SEND_AT_SUBSCRIBE,

	/** Only if the subscription did not exist before. */
	SEND_IF_NEW,

	/** Never. */
	DO_NOT_SEND;

	private static final RetainHandling[] VALUES = values();

	/**
	 * The number on the wire.
	 * @return 0, 1 or 2
	 */
	public int value() {
		return ordinal();
	}

	/**
	 * The retain handling of a number.
	 * @param value 0, 1 or 2
	 * @return the retain handling
	 * @throws IllegalArgumentException for any other number
	 */
	public static RetainHandling of(int value) {
		if (value < 0 || value > 2) {
			throw new IllegalArgumentException("retain handling must be 0, 1 or 2, was " + value);
		}
		return VALUES[value];
	}

}
