// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import org.jspecify.annotations.Nullable;

/** There is no connection, or it was lost: wait, or try again. */
public final class MqttConnectionException extends MqttException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public MqttConnectionException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
