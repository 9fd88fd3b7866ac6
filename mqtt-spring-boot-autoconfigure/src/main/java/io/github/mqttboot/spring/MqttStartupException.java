// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import io.github.mqttboot.client.MqttClient;

import org.jspecify.annotations.Nullable;

/**
 * The application was told to start with a connection only, and there was none in time.
 */
public final class MqttStartupException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param client the client that could not connect
	 * @param reason what happened
	 * @param cause why, or null
	 */
	public MqttStartupException(MqttClient client, String reason, @Nullable Throwable cause) {
		super("no connection to " + client.options().endpoints() + ": " + reason, cause);
	}

}
