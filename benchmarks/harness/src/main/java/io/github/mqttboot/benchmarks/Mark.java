// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.nio.ByteBuffer;

/**
 * The first eight bytes of a payload, by which each message is known: its number from 0
 * on, or, negative, how many messages there were.
 */
final class Mark {

	static final int BYTES = Long.BYTES;

	/** The bits of the number that publishers use, so that a few payloads are enough. */
	static final int PUBLISHED = 0xF;

	private Mark() {
	}

	/** A payload for each number that publishers use. */
	static byte[][] payloads(int size) {
		byte[][] payloads = new byte[PUBLISHED + 1][size];
		for (int i = 0; i < payloads.length && size >= BYTES; i++) {
			ByteBuffer.wrap(payloads[i]).putLong(i);
		}
		return payloads;
	}

	/** The payload that says how many messages there were. */
	static byte[] count(long count) {
		return ByteBuffer.allocate(BYTES).putLong(~count).array();
	}

}
