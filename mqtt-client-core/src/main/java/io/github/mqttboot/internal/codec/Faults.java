// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.ReasonCode;

/**
 * What is said of input that breaks a rule (section 4.13). Malformed is what cannot be
 * read as what it must be: lengths, text, topics, reserved bits. A protocol error is what
 * can be read but must not be said. Where the specification names the one or the other,
 * that goes.
 */
final class Faults {

	private Faults() {
	}

	static MqttProtocolException malformed(String message) {
		return new MqttProtocolException(ReasonCode.MALFORMED_PACKET, message);
	}

	static MqttProtocolException protocolError(String message) {
		return new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, message);
	}

	static String hex(int unsignedByte) {
		return String.format("0x%02X", unsignedByte);
	}

}
