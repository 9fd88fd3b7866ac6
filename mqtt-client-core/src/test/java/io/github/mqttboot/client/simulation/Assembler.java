// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.internal.codec.PacketDecoder;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;

/** Makes packets of the bytes that come, however they are cut into pieces. */
final class Assembler {

	private final ByteBuf bytes = Unpooled.buffer(256);

	private final PacketDecoder decoder;

	private int size;

	Assembler(MqttVersion version, int maximumPacketSize) {
		this.decoder = new PacketDecoder(version, maximumPacketSize);
	}

	/** Bytes have come: hands over what is complete, until somebody says stop. */
	void take(byte[] some, Predicate<Packet> receiver) {
		this.bytes.writeBytes(some);
		Packet packet;
		do {
			int before = this.bytes.readerIndex();
			packet = this.decoder.decode(this.bytes);
			this.size = this.bytes.readerIndex() - before;
		}
		while (packet != null && receiver.test(packet));
		if (!this.bytes.isReadable()) {
			this.bytes.clear();
		}
	}

	/** The bytes of the packet that was handed over last. */
	int size() {
		return this.size;
	}

}
