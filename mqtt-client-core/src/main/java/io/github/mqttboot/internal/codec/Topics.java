// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

/** Reads topic names and topic filters; a wrong one makes its packet malformed. */
final class Topics {

	private Topics() {
	}

	/**
	 * Reads the topic name of a PUBLISH.
	 * @param utf8 the bytes
	 * @param length how many of them
	 */
	static TopicName name(byte[] utf8, int length) {
		return name("PUBLISH", WireReader.text("topic name", utf8, length));
	}

	static TopicName name(String where, String text) {
		try {
			return TopicName.of(text);
		}
		catch (IllegalArgumentException ex) {
			throw malformed(where, ex);
		}
	}

	static TopicFilter filter(String where, String text) {
		try {
			return TopicFilter.of(text);
		}
		catch (IllegalArgumentException ex) {
			throw malformed(where, ex);
		}
	}

	private static MqttProtocolException malformed(String where, IllegalArgumentException cause) {
		return new MqttProtocolException(ReasonCode.MALFORMED_PACKET, where + ": " + cause.getMessage(), cause);
	}

}
