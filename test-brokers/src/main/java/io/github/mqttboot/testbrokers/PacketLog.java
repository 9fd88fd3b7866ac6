// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The packets that a {@link TcpProxy} has passed on, in the order it has passed them on,
 * as text: {@code "> PUBLISH 7 plant/a"} went to the broker, {@code "< PUBACK 7"} to the
 * client. A number is the packet identifier, 0 for QoS 0; a reason code other than
 * success follows as {@code 0x83}. It may be read by any thread.
 */
public final class PacketLog {

	private static final String[] TYPES = { "RESERVED", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL",
			"PUBCOMP", "SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH" };

	private static final int PUBLISH = 3;

	private static final int FIRST_WITH_IDENTIFIER = 4;

	private static final int LAST_ACKNOWLEDGEMENT = 7;

	private static final int LAST_WITH_IDENTIFIER = 11;

	private final List<String> packets = new CopyOnWriteArrayList<>();

	/**
	 * The packets so far.
	 * @return a snapshot
	 */
	public List<String> packets() {
		return List.copyOf(this.packets);
	}

	/** One direction of a connection. */
	Stream stream(String arrow) {
		return new Stream(arrow);
	}

	/** Puts bytes together to packets. Used by one thread. */
	final class Stream {

		private final String arrow;

		private byte[] rest = {};

		private Stream(String arrow) {
			this.arrow = arrow;
		}

		void passed(byte[] buffer, int length) {
			byte[] bytes = new byte[this.rest.length + length];
			System.arraycopy(this.rest, 0, bytes, 0, this.rest.length);
			System.arraycopy(buffer, 0, bytes, this.rest.length, length);
			int start = 0;
			int size;
			List<String> complete = new ArrayList<>();
			while ((size = size(bytes, start)) > 0) {
				complete.add(this.arrow + " " + describe(bytes, start));
				start += size;
			}
			this.rest = Arrays.copyOfRange(bytes, start, bytes.length);
			PacketLog.this.packets.addAll(complete);
		}

	}

	/** The size of the packet that begins here, or 0 if it is not complete. */
	private static int size(byte[] bytes, int start) {
		int body = body(bytes, start);
		if (body == 0) {
			return 0;
		}
		int remaining = 0;
		for (int i = body - 1; i > start; i--) {
			remaining = (remaining << 7) | (bytes[i] & 0x7F);
		}
		return (body + remaining <= bytes.length) ? body + remaining - start : 0;
	}

	/** Where the fixed header ends, or 0 if it is not complete. */
	private static int body(byte[] bytes, int start) {
		for (int i = start + 1; i < bytes.length; i++) {
			if ((bytes[i] & 0x80) == 0) {
				return i + 1;
			}
		}
		return 0;
	}

	private static String describe(byte[] bytes, int start) {
		int type = (bytes[start] & 0xF0) >> 4;
		int body = body(bytes, start);
		if (type == PUBLISH) {
			int length = number(bytes, body);
			boolean identified = (bytes[start] & 0x06) != 0;
			return "PUBLISH " + (identified ? number(bytes, body + 2 + length) : 0) + " "
					+ new String(bytes, body + 2, length, StandardCharsets.UTF_8);
		}
		if (type < FIRST_WITH_IDENTIFIER || type > LAST_WITH_IDENTIFIER) {
			return TYPES[type];
		}
		boolean reason = type <= LAST_ACKNOWLEDGEMENT && size(bytes, start) > body - start + 2 && bytes[body + 2] != 0;
		return TYPES[type] + " " + number(bytes, body)
				+ (reason ? " 0x" + Integer.toHexString(bytes[body + 2] & 0xFF).toUpperCase(Locale.ROOT) : "");
	}

	private static int number(byte[] bytes, int at) {
		return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
	}

}
