// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.List;

import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/** The return codes of MQTT 3.1.1 in the words of MQTT 5. */
final class ReturnCodes {

	/** The one error in SUBACK [v3 MQTT-3.9.3-2]. */
	private static final int SUBSCRIPTION_FAILURE = 0x80;

	/** Those of CONNACK, 0 to 5 (table 3.1 of MQTT 3.1.1). */
	private static final List<ReasonCode> OF_CONNACK = List.of(ReasonCode.SUCCESS,
			ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
			ReasonCode.SERVER_UNAVAILABLE, ReasonCode.BAD_USER_NAME_OR_PASSWORD, ReasonCode.NOT_AUTHORIZED);

	private ReturnCodes() {
	}

	/**
	 * Reads a return code of CONNACK.
	 * @return the reason code, or null if MQTT 3.1.1 defines none
	 */
	static @Nullable ReasonCode ofConnAck(int returnCode) {
		return (returnCode < OF_CONNACK.size()) ? OF_CONNACK.get(returnCode) : null;
	}

	/**
	 * Finds a return code for CONNACK.
	 * @return 0 to 5, or -1 if MQTT 3.1.1 has none for this
	 */
	static int forConnAck(ReasonCode reasonCode) {
		return OF_CONNACK.indexOf(reasonCode);
	}

	/**
	 * Reads a return code of SUBACK.
	 * @return the reason code, or null if MQTT 3.1.1 defines none
	 */
	static @Nullable ReasonCode ofSubAck(int returnCode) {
		return (returnCode <= 2 || returnCode == SUBSCRIPTION_FAILURE) ? ReasonCode.of(returnCode) : null;
	}

	/** Finds a return code for SUBACK. */
	static int forSubAck(ReasonCode reasonCode) {
		return reasonCode.isError() ? SUBSCRIPTION_FAILURE : reasonCode.code();
	}

}
