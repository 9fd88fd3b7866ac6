// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.nio.ByteBuffer;

/** Takes what a client receives, without a copy where the library does with none. */
@FunctionalInterface
public interface MessageHandler {

	/**
	 * A message.
	 * @param number the first eight bytes of the payload, 0 if it is shorter
	 */
	void received(long number);

	/**
	 * A message.
	 * @param payload its payload
	 */
	default void received(byte[] payload) {
		received(ByteBuffer.wrap(payload));
	}

	/**
	 * A message.
	 * @param payload its payload, which is left as it is
	 */
	default void received(ByteBuffer payload) {
		received((payload.remaining() >= Mark.BYTES) ? payload.getLong(payload.position()) : 0);
	}

}
