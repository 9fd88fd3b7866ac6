// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * The message that the server publishes when the client is gone without a DISCONNECT
 * (section 3.1.2.5).
 *
 * @param message the message
 * @param delaySeconds how long after the loss of the connection, 0 to 4 294 967 295
 * seconds; 0 in MQTT 3.1.1 (section 3.1.3.2.2)
 */
public record Will(MqttMessage message, long delaySeconds) {

	/**
	 * Checks the payload's length and the delay.
	 * @throws IllegalArgumentException if the payload is longer than 65 535 bytes
	 * (section 3.1.3.4) or the delay is out of range
	 */
	public Will {
		if (message.payload().length > 65_535) {
			throw new IllegalArgumentException(
					"the payload of a will must be at most 65535 bytes, was " + message.payload().length);
		}
		if (!Property.WILL_DELAY_INTERVAL.allows(delaySeconds)) {
			throw new IllegalArgumentException("will delay must be 0..4294967295 seconds, was " + delaySeconds);
		}
	}

	/**
	 * A will without delay.
	 * @param message the message
	 * @return the will
	 */
	public static Will of(MqttMessage message) {
		return new Will(message, 0);
	}

}
