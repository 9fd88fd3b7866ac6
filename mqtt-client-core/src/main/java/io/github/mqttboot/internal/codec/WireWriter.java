// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import io.github.mqttboot.protocol.TopicName;

/** Writes the data types of section 1.5, and knows their sizes. */
final class WireWriter {

	/** The largest variable byte integer. */
	static final int MAXIMUM_VARIABLE_BYTE_INTEGER = 268_435_455;

	private WireWriter() {
	}

	static int variableByteIntegerSize(long value) {
		return (value < 0x80) ? 1 : (value < 0x4000) ? 2 : (value < 0x20_0000) ? 3 : 4;
	}

	static void writeVariableByteInteger(ByteBuf out, int value) {
		int rest = value;
		while (rest >= 0x80) {
			out.writeByte(rest & 0x7F | 0x80);
			rest >>>= 7;
		}
		out.writeByte(rest);
	}

	static int stringSize(String text) {
		return 2 + ByteBufUtil.utf8Bytes(text);
	}

	static void writeString(ByteBuf out, String text) {
		int lengthIndex = out.writerIndex();
		out.writeShort(0);
		out.setShort(lengthIndex, ByteBufUtil.writeUtf8(out, text));
	}

	static int topicSize(TopicName topic) {
		return 2 + topic.byteLength();
	}

	static void writeTopic(ByteBuf out, TopicName topic) {
		out.writeShort(topic.byteLength());
		topic.writeTo(out::writeBytes);
	}

	static int binarySize(byte[] bytes) {
		return 2 + bytes.length;
	}

	static void writeBinary(ByteBuf out, byte[] bytes) {
		out.writeShort(bytes.length);
		out.writeBytes(bytes);
	}

}
