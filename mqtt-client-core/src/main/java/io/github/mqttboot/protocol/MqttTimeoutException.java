// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import org.jspecify.annotations.Nullable;

/** No answer came in time: the operation may or may not have happened. */
public final class MqttTimeoutException extends MqttException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public MqttTimeoutException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
