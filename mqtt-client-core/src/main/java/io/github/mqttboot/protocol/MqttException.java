// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Something went wrong that is not the caller's mistake. One subclass for each thing a
 * caller may do about it. Thrown by the blocking front, carried by futures elsewhere.
 */
public abstract sealed class MqttException extends RuntimeException permits MqttConnectionException,
		MqttTimeoutException, MqttRejectedException, MqttProtocolException, MqttQueueFullException, MqttStoreException {

	private static final long serialVersionUID = 1L;

	MqttException(String message, @Nullable Throwable cause) {
		super(Printable.of(message), cause); // it may quote the server
	}

}
