// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The stored session cannot be opened, read or written: somebody has to look after the
 * place it is kept in. What was to be sent was not.
 */
public final class MqttStoreException extends MqttException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message what happened, with the client and the place
	 * @param cause why, or null
	 */
	public MqttStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
