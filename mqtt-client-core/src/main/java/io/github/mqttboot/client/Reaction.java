// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.EnumSet;
import java.util.Set;

import io.github.mqttboot.protocol.ReasonCode;

/** What a reason code means for the next attempt to connect. */
enum Reaction {

	/** The server would say the same again. */
	STOP,

	/** The server has asked for peace, or somebody has to change something there. */
	SLOW,

	/** Nothing is wrong with coming back soon. */
	FAST;

	/** The server will say the same again, whoever asks. */
	private static final Set<ReasonCode> HOPELESS = EnumSet.of(ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR,
			ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
			ReasonCode.BAD_AUTHENTICATION_METHOD, ReasonCode.TOPIC_NAME_INVALID, ReasonCode.PACKET_TOO_LARGE,
			ReasonCode.PAYLOAD_FORMAT_INVALID, ReasonCode.RETAIN_NOT_SUPPORTED, ReasonCode.QOS_NOT_SUPPORTED);

	/** Hopeless, unless there is reason to think that somebody will grant the rights. */
	private static final Set<ReasonCode> NOT_ALLOWED = EnumSet.of(ReasonCode.BAD_USER_NAME_OR_PASSWORD,
			ReasonCode.NOT_AUTHORIZED, ReasonCode.BANNED);

	private static final Set<ReasonCode> TOO_MUCH = EnumSet.of(ReasonCode.SERVER_BUSY, ReasonCode.QUOTA_EXCEEDED,
			ReasonCode.CONNECTION_RATE_EXCEEDED, ReasonCode.MESSAGE_RATE_TOO_HIGH, ReasonCode.USE_ANOTHER_SERVER,
			ReasonCode.SERVER_MOVED);

	/** The server has refused a connection, with CONNACK or in an authentication. */
	static Reaction toRefusal(ReasonCode reasonCode, boolean mayBeGranted) {
		if (HOPELESS.contains(reasonCode) || (NOT_ALLOWED.contains(reasonCode) && !mayBeGranted)) {
			return STOP;
		}
		return slowOrFast(reasonCode);
	}

	/** The server has ended a connection, with DISCONNECT. */
	static Reaction toDisconnect(ReasonCode reasonCode) {
		return slowOrFast(reasonCode);
	}

	private static Reaction slowOrFast(ReasonCode reasonCode) {
		return (TOO_MUCH.contains(reasonCode) || NOT_ALLOWED.contains(reasonCode)) ? SLOW : FAST;
	}

}
