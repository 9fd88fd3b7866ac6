// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes PUBLISH as bytes. */
final class Frames {

	private Frames() {
	}

	/**
	 * A packet, with the packet identifier 0 where it needs one.
	 * @param packetIdAt takes the position of the packet identifier, or -1
	 */
	static byte[] publish(String topic, byte[] payload, int qos, boolean version5, int[] packetIdAt) {
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		int length = 2 + name.length + ((qos > 0) ? 2 : 0) + (version5 ? 1 : 0) + payload.length;
		ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
		out.write(0x30 | (qos << 1));
		for (int rest = length; rest >= 0; rest = (rest >= 128) ? rest >> 7 : -1) {
			out.write((rest >= 128) ? (rest & 0x7F) | 0x80 : rest);
		}
		out.write(name.length >> 8);
		out.write(name.length);
		out.writeBytes(name);
		packetIdAt[0] = (qos > 0) ? out.size() : -1;
		if (qos > 0) {
			out.write(0);
			out.write(0);
		}
		if (version5) {
			out.write(0);
		}
		out.writeBytes(payload);
		return out.toByteArray();
	}

	/** Many packets behind each other, whose packet identifiers can be set. */
	static final class Block {

		private final ByteBuffer bytes;

		private final int[] packetIds;

		Block(int messages, int topics, int firstTopic, int size, int qos, boolean version5) {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			this.packetIds = new int[messages];
			for (int i = 0; i < messages; i++) {
				int[] at = new int[1];
				byte[] packet = publish(topic((firstTopic + i) % topics), new byte[size], qos, version5, at);
				this.packetIds[i] = (at[0] >= 0) ? out.size() + at[0] : -1;
				out.writeBytes(packet);
			}
			this.bytes = ByteBuffer.allocateDirect(out.size()).put(out.toByteArray());
		}

		int messages() {
			return this.packetIds.length;
		}

		/** The bytes, to be written. */
		ByteBuffer bytes() {
			return this.bytes.clear();
		}

		/** Gives the packets consecutive identifiers. */
		int number(int last) {
			int id = last;
			for (int at : this.packetIds) {
				id = (id == 65_535) ? 1 : id + 1;
				this.bytes.putShort(at, (short) id);
			}
			return id;
		}

	}

	/** There are a hundred halls, for a hundred subscriptions. */
	static String topic(int number) {
		return "plant/hall-" + number % 100 + "/press-" + number + "/temperature";
	}

	static String filter(int hall) {
		return "plant/hall-" + hall + "/+/temperature";
	}

}
