// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.ReasonCode;

/** What a server must never send, whatever the client waits for. */
enum Fault {

	PACKET_TYPE_0("00 00", ReasonCode.MALFORMED_PACKET, "packet type must be"),

	RESERVED_FLAGS("D1 00", ReasonCode.MALFORMED_PACKET, "flags of PINGRESP must be 0"),

	LENGTH_OF_FIVE_BYTES("D0 80 80 80 80 00", ReasonCode.MALFORMED_PACKET, "remaining length must have at most 4"),

	BODY_WHERE_NONE_IS("D0 01 00", ReasonCode.MALFORMED_PACKET, "PINGRESP must end after its last field"),

	FIELD_BEYOND_THE_PACKET("40 01 00", ReasonCode.MALFORMED_PACKET, "bytes left for packet identifier must be"),

	QOS_3("36 05 00 01 61 00 01", ReasonCode.MALFORMED_PACKET, "QoS of PUBLISH must be 0, 1 or 2"),

	TEXT_THAT_IS_NO_UTF_8("30 05 00 02 C3 28 00", ReasonCode.MALFORMED_PACKET, "must be UTF-8"),

	WILDCARD_IN_A_TOPIC("30 04 00 01 23 00", ReasonCode.MALFORMED_PACKET, "wildcard"),

	DUPLICATE_OF_QOS_0("38 04 00 01 61 00", ReasonCode.PROTOCOL_ERROR, "DUP of PUBLISH must be 0 for QoS 0"),

	PACKET_IDENTIFIER_0("40 02 00 00", ReasonCode.PROTOCOL_ERROR, "packet identifier must be 1..65535"),

	PUBACK_FOR_NOTHING("40 02 12 34", ReasonCode.PROTOCOL_ERROR, "must"),

	PACKET_OF_A_CLIENT("C0 00", ReasonCode.PROTOCOL_ERROR, "must"),

	PACKET_TOO_LARGE("30 FF FF FF 7F", ReasonCode.PACKET_TOO_LARGE, "PUBLISH must have at most");

	final String hex;

	final ReasonCode reasonCode;

	/** What the error says. */
	final String rule;

	Fault(String hex, ReasonCode reasonCode, String rule) {
		this.hex = hex;
		this.reasonCode = reasonCode;
		this.rule = rule;
	}

}
