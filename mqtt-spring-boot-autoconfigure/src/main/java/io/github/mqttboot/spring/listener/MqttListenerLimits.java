// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;

/**
 * How much and how long.
 *
 * @param capacity how many messages of one listener may be unfinished, 1 or more, before
 * the next one has to wait
 * @param reportAfter how long a listener may work on one message before the log is told;
 * zero for ever
 * @param shutdownTimeout how long {@link MqttListenerRegistry#stop()} waits for the
 * messages that listeners are working on
 */
public record MqttListenerLimits(int capacity, Duration reportAfter, Duration shutdownTimeout) {

	/**
	 * Checks the limits.
	 * @throws IllegalArgumentException if the capacity is less than 1, or a time negative
	 */
	public MqttListenerLimits {
		if (capacity < 1) {
			throw new IllegalArgumentException("capacity must be 1 or more, was " + capacity);
		}
		if (reportAfter.isNegative()) {
			throw new IllegalArgumentException("reportAfter must not be negative, was " + reportAfter);
		}
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("shutdownTimeout must not be negative, was " + shutdownTimeout);
		}
	}

}
