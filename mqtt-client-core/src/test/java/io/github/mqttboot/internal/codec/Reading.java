// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBuf;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/**
 * What a decoder made of the bytes of a connection.
 *
 * @param packets the packets it read, in order
 * @param sizes the bytes that each of them took
 * @param refusal why it refused what came next, or null if it waits for more
 * @param message what it said about that
 */
record Reading(List<Packet> packets, List<Integer> sizes, @Nullable ReasonCode refusal, @Nullable String message) {

	/** What the specification has for a receiver that cannot read a packet. */
	private static final Set<ReasonCode> REFUSALS = EnumSet.of(ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR,
			ReasonCode.PACKET_TOO_LARGE, ReasonCode.TOPIC_ALIAS_INVALID, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
			ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);

	private static final int LONGEST_HEADER = 5;

	/**
	 * Lets a new decoder read.
	 * @param version the version of the connection
	 * @param maximumPacketSize the largest packet to read
	 * @param bytes what comes
	 * @param piece how many bytes come at once
	 */
	static Reading of(MqttVersion version, int maximumPacketSize, ByteBuf bytes, int piece) {
		PacketDecoder decoder = new PacketDecoder(version, maximumPacketSize);
		List<Packet> packets = new ArrayList<>();
		List<Integer> sizes = new ArrayList<>();
		ByteBuf come = bytes.duplicate();
		int end = bytes.writerIndex();
		come.writerIndex(bytes.readerIndex());
		try {
			while (come.writerIndex() < end) {
				come.writerIndex((int) Math.min(end, (long) come.writerIndex() + piece));
				readPackets(decoder, come, packets, sizes);
				assertBuffered(come.readableBytes(), maximumPacketSize);
			}
		}
		catch (MqttProtocolException ex) {
			if (!REFUSALS.contains(ex.reasonCode())) {
				throw new AssertionError("a reason code that is not for packets: " + ex.reasonCode(), ex);
			}
			return new Reading(packets, sizes, ex.reasonCode(), ex.getMessage());
		}
		return new Reading(packets, sizes, null, null);
	}

	private static void readPackets(PacketDecoder decoder, ByteBuf come, List<Packet> packets, List<Integer> sizes) {
		int before = come.readerIndex();
		Packet packet = decoder.decode(come);
		while (packet != null) {
			packets.add(packet);
			sizes.add(come.readerIndex() - before);
			before = come.readerIndex();
			packet = decoder.decode(come);
		}
		if (come.readerIndex() != before) {
			throw new AssertionError("bytes were consumed without a packet: " + (come.readerIndex() - before));
		}
	}

	private static void assertBuffered(int bytes, int maximumPacketSize) {
		if (bytes >= Math.max(maximumPacketSize, LONGEST_HEADER)) {
			throw new AssertionError("more bytes are waited for than a packet may have: " + bytes + " are there");
		}
	}

}
