// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

/** A method has returned something, and it could not be sent. */
final class ReplyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param topic where the reply was to go
	 * @param cause why it could not
	 */
	ReplyException(String topic, Throwable cause) {
		super("the reply to '" + topic + "' could not be sent: " + cause, cause);
	}

}
