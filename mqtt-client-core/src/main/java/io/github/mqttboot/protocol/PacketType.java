// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/** The fifteen control packets (section 2.1.2). */
public enum PacketType {

	/** Client requests a connection. */
	CONNECT,
	/** Server answers CONNECT. */
	CONNACK,
	/** A message, in either direction. */
	PUBLISH,
	/** Answer to PUBLISH with QoS 1. */
	PUBACK,
	/** First answer to PUBLISH with QoS 2. */
	PUBREC,
	/** Answer to PUBREC. */
	PUBREL,
	/** Last packet of the QoS 2 exchange. */
	PUBCOMP,
	/** Client asks for messages. */
	SUBSCRIBE,
	/** Server answers SUBSCRIBE. */
	SUBACK,
	/** Client asks for no more messages. */
	UNSUBSCRIBE,
	/** Server answers UNSUBSCRIBE. */
	UNSUBACK,
	/** Client asks whether the server is there. */
	PINGREQ,
	/** Server answers PINGREQ. */
	PINGRESP,
	/** Last packet of a connection, from either side. */
	DISCONNECT,
	/** A step of enhanced authentication; MQTT 5 only. */
	AUTH;

	private static final PacketType[] TYPES = values();

	/**
	 * The number in the upper half of a packet's first byte.
	 * @return 1 to 15
	 */
	public int code() {
		return ordinal() + 1;
	}

	/**
	 * The type of a number.
	 * @param code 1 to 15
	 * @return the type
	 * @throws IllegalArgumentException for any other number
	 */
	public static PacketType of(int code) {
		if (code < 1 || code > 15) {
			throw new IllegalArgumentException("packet type must be 1..15, was " + code);
		}
		return TYPES[code - 1];
	}

}
