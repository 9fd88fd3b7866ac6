// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import org.jspecify.annotations.Nullable;

/** The server said no: change the request, or the client's rights. */
public final class MqttRejectedException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reasonCode;

	/**
	 * Makes the exception.
	 * @param reasonCode the reason code, received or to be sent
	 * @param message the rule and what came instead
	 * @param cause why, or null
	 */
	public MqttRejectedException(ReasonCode reasonCode, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reasonCode = reasonCode;
	}

	/**
	 * Makes the exception.
	 * @param reasonCode the reason code, received or to be sent
	 * @param message the rule and what came instead
	 */
	public MqttRejectedException(ReasonCode reasonCode, String message) {
		this(reasonCode, message, null);
	}

	/**
	 * The reason in the protocol's words.
	 * @return the reason code
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

}
