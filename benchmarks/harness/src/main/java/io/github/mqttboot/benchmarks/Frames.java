// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes packets as bytes. */
final class Frames {

	private Frames() {
	}

	/** PUBLISH, with the packet identifier 0 where it needs one. */
	static byte[] publish(String topic, byte[] payload, int qos, boolean version5) {
		byte[] head = head(topic, payload.length, qos, version5);
		return ByteBuffer.allocate(head.length + payload.length).put(head).put(payload).array();
	}

	/** PUBLISH without its payload. */
	static byte[] head(String topic, int size, int qos, boolean version5) {
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		ByteBuffer out = ByteBuffer.allocate(5 + 2 + name.length + 2 + 1);
		out.put((byte) (0x30 | (qos << 1)));
		putLength(out, 2 + name.length + ((qos > 0) ? 2 : 0) + (version5 ? 1 : 0) + size);
		out.putShort((short) name.length).put(name);
		if (qos > 0) {
			out.putShort((short) 0);
		}
		if (version5) {
			out.put((byte) 0);
		}
		byte[] head = new byte[out.position()];
		out.get(0, head);
		return head;
	}

	/** Writes a length in its one to four bytes. */
	static void putLength(ByteBuffer out, int length) {
		int rest = length;
		while (rest >= 128) {
			out.put((byte) (rest | 0x80));
			rest >>>= 7;
		}
		out.put((byte) rest);
	}

	/** There are a hundred halls, for a hundred subscriptions. */
	static String topic(int number) {
		return "plant/hall-" + number % 100 + "/press-" + number + "/temperature";
	}

	static String pressFilter(int number) {
		return "plant/+/press-" + number + "/temperature";
	}

	static String hallFilter(int hall) {
		return "plant/hall-" + hall + "/+/temperature";
	}

}
