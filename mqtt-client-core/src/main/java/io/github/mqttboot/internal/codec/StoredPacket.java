// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.ReasonCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A message of QoS 1 or 2 as bytes to be kept: the PUBLISH packet of MQTT 5, which can
 * say all that a message of MQTT 3.1.1 says. Its packet identifier means nothing.
 */
public final class StoredPacket {

	private static final int ANY_IDENTIFIER = 1;

	private static final PacketEncoder ENCODER = new PacketEncoder(MqttVersion.V5);

	private StoredPacket() {
	}

	/**
	 * Makes the bytes.
	 * @param message a message of QoS 1 or 2
	 * @return the packet
	 */
	public static byte[] encode(MqttMessage message) {
		ByteBuf buffer = Unpooled.buffer(message.payload().length + 64);
		ENCODER.encode(new Publish(message, false, ANY_IDENTIFIER), buffer, Long.MAX_VALUE);
		byte[] bytes = new byte[buffer.readableBytes()];
		buffer.readBytes(bytes);
		return bytes;
	}

	/**
	 * Reads the bytes.
	 * @param bytes what {@link #encode} has made
	 * @return the message
	 * @throws MqttProtocolException if they are no such packet
	 */
	public static MqttMessage decode(byte[] bytes) {
		ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
		Packet packet = new PacketDecoder(MqttVersion.V5, Integer.MAX_VALUE).decode(buffer);
		if (!(packet instanceof Publish publish) || buffer.isReadable()) {
			throw new MqttProtocolException(ReasonCode.MALFORMED_PACKET,
					"a stored message must be one PUBLISH packet, was "
							+ ((packet != null) ? packet.type() : "the beginning of a packet"));
		}
		return publish.message();
	}

}
