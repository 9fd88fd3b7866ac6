// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

/**
 * How much may be received that no handler has taken yet, and what happens when it is
 * more. Immutable.
 *
 * @param messages how many messages, 1 to 1 000 000
 * @param bytes how many bytes of packets, 1 to 64 GiB; one packet may go beyond
 * @param drop what becomes of messages of QoS 0 for a handler that has its share of this
 * waiting, a part of one more than there are handlers: true to drop and count them, so
 * that others go on; false to read nothing until there is room again, which slows down
 * the server and loses nothing, but makes all handlers wait. Messages of QoS 1 and 2 are
 * never dropped
 */
public record InboxPolicy(int messages, long bytes, boolean drop) {

	/** 8192 messages, 16 MiB, and nothing is dropped. */
	public static final InboxPolicy DEFAULT = new InboxPolicy(8192, 16 * 1024 * 1024, false);

	/**
	 * Checks the parts.
	 * @throws IllegalArgumentException if one is out of range
	 */
	public InboxPolicy {
		if (messages < 1 || messages > 1_000_000) {
			throw new IllegalArgumentException("inbox messages must be 1..1000000, was " + messages);
		}
		if (bytes < 1 || bytes > 64L * 1024 * 1024 * 1024) {
			throw new IllegalArgumentException("inbox bytes must be 1..68719476736, was " + bytes);
		}
	}

}
