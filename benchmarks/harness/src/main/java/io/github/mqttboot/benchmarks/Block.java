// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Many PUBLISH packets behind each other, prepared but for their numbers. */
final class Block {

	private static final int BYTES = 60_000;

	private final ByteBuffer bytes;

	/** Where the payloads begin. */
	private final int[] payloads;

	private final Script script;

	/** Bytes from a packet identifier to the payload. */
	private final int packetIdBefore;

	private Block(Script script, int messages, int firstTopic, boolean version5) {
		byte[] payload = script.payload();
		List<byte[]> packets = new ArrayList<>();
		this.payloads = new int[messages];
		int length = 0;
		for (int i = 0; i < messages; i++) {
			String topic = Frames.topic((firstTopic + i) % script.topics());
			byte[] packet = Frames.publish(topic, payload, script.qos(), version5);
			packets.add(packet);
			length += packet.length;
			this.payloads[i] = length - payload.length;
		}
		this.bytes = ByteBuffer.allocateDirect(length);
		packets.forEach(this.bytes::put);
		this.script = script;
		this.packetIdBefore = version5 ? 3 : 2;
	}

	/** As many as it takes for each topic to have its turn. */
	static List<Block> all(Script script, boolean version5) {
		int fitting = Math.max(1, BYTES / (script.size() + 50));
		int messages = (script.qos() > 0) ? Math.min(fitting, Math.max(1, script.window() / 4)) : fitting;
		List<Block> blocks = new ArrayList<>();
		for (int first = 0; first < script.topics(); first += messages) {
			blocks.add(new Block(script, messages, first, version5));
		}
		return blocks;
	}

	int messages() {
		return this.payloads.length;
	}

	/** The bytes, to be written, of the messages from this number on. */
	ByteBuffer bytes(long number) {
		for (int i = 0; i < this.payloads.length; i++) {
			int at = this.payloads[i];
			if (this.script.qos() > 0) {
				this.bytes.putShort(at - this.packetIdBefore, (short) ((number + i) % 65_535 + 1));
			}
			if (this.script.json()) {
				Reading.putNumber(this.bytes, at, number + i);
			}
			else if (this.script.size() >= Mark.BYTES) {
				this.bytes.putLong(at, number + i);
			}
		}
		return this.bytes.clear();
	}

}
