// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import org.jspecify.annotations.Nullable;

/** Too much is waiting already: slow down. Nothing was sent. */
public final class MqttQueueFullException extends MqttException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public MqttQueueFullException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
