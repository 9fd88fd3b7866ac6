// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import org.jspecify.annotations.Nullable;

/** The peer broke the rules of MQTT: report a bug there. */
public final class MqttProtocolException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reasonCode;

	/**
	 * Makes the exception.
	 * @param reasonCode the reason code, received or to be sent
	 * @param message the rule and what came instead
	 * @param cause why, or null
	 */
	public MqttProtocolException(ReasonCode reasonCode, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reasonCode = reasonCode;
	}

	/**
	 * Makes the exception.
	 * @param reasonCode the reason code, received or to be sent
	 * @param message the rule and what came instead
	 */
	public MqttProtocolException(ReasonCode reasonCode, String message) {
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
