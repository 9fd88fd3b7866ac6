// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The packets that a {@link TcpProxy} has passed on, in the order it has passed them on,
 * as text: {@code "> PUBLISH 7 plant/a"} went to the broker, {@code "< PUBACK 7"} to the
 * client. A number is the packet identifier, 0 for QoS 0; a reason code other than
 * success follows as {@code 0x83}, and {@code DUP} where a PUBLISH has that flag. It may
 * be read by any thread.
 */
public final class PacketLog {

	private static final String[] TYPES = { "RESERVED", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL",
			"PUBCOMP", "SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH" };

	private static final int CONNECT = 1;

	private static final int PUBLISH = 3;

	private static final int FIRST_WITH_IDENTIFIER = 4;

	private static final int LAST_ACKNOWLEDGEMENT = 7;

	private static final int LAST_WITH_IDENTIFIER = 11;

	private static final int DUP = 0x08;

	private static final int QOS = 0x06;

	private static final int VERSION_5 = 5;

	/** In CONNECT, after the name of the protocol with its length. */
	private static final int VERSION_OFFSET = 6;

	/** Counted by the thread that accepts. */
	private final AtomicInteger connections = new AtomicInteger();

	private final Queue<Packet> packets = new ConcurrentLinkedQueue<>();

	/**
	 * The packets so far.
	 * @return a snapshot
	 */
	public List<String> packets() {
		return this.packets.stream().map(Packet::toString).toList();
	}

	/**
	 * The PUBLISHes and their acknowledgements so far.
	 * @return a snapshot
	 */
	public List<Packet> exchanges() {
		return this.packets.stream()
			.filter((packet) -> packet.type.startsWith("PUB") && packet.identifier > 0)
			.toList();
	}

	/** The two directions of a connection. */
	Connection connection() {
		return new Connection();
	}

	/**
	 * A packet.
	 *
	 * @param connection on which connection it went, from 1 on in the order they were
	 * made
	 * @param toBroker whether it went to the broker, or to the client
	 * @param type its name in the specification, such as {@code PUBLISH}
	 * @param identifier its packet identifier; 0 if it has none
	 * @param qos the QoS of a PUBLISH, 0 for others
	 * @param payload the payload of a PUBLISH as text, empty for others
	 * @param text all that {@link PacketLog#packets()} says of it
	 */
	public record Packet(int connection, boolean toBroker, String type, int identifier, int qos, String payload,
			String text) {

		/**
		 * Whether it is a PUBLISH that says it is not the first attempt.
		 * @return whether DUP is set
		 */
		public boolean duplicate() {
			return this.text.endsWith(" DUP");
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/** What both directions need to know. */
	final class Connection {

		private final int number = PacketLog.this.connections.incrementAndGet();

		/** Written by the thread that reads CONNECT, before the other has a packet. */
		private volatile int version;

		private final Stream toBroker = new Stream(this, true);

		private final Stream toClient = new Stream(this, false);

		Stream toBroker() {
			return this.toBroker;
		}

		Stream toClient() {
			return this.toClient;
		}

	}

	/** Puts bytes together to packets. Used by one thread. */
	final class Stream {

		private final Connection connection;

		private final boolean toBroker;

		private byte[] rest = {};

		private Stream(Connection connection, boolean toBroker) {
			this.connection = connection;
			this.toBroker = toBroker;
		}

		void passed(byte[] buffer, int length) {
			byte[] bytes = new byte[this.rest.length + length];
			System.arraycopy(this.rest, 0, bytes, 0, this.rest.length);
			System.arraycopy(buffer, 0, bytes, this.rest.length, length);
			int start = 0;
			int size;
			while ((size = size(bytes, start)) > 0) {
				PacketLog.this.packets.add(packet(bytes, start, size));
				start += size;
			}
			this.rest = Arrays.copyOfRange(bytes, start, bytes.length);
		}

		private Packet packet(byte[] bytes, int start, int size) {
			int type = (bytes[start] & 0xF0) >> 4;
			int body = body(bytes, start);
			String text = (this.toBroker ? "> " : "< ") + TYPES[type];
			if (type == CONNECT) {
				this.connection.version = bytes[body + VERSION_OFFSET];
			}
			if (type == PUBLISH) {
				return publish(bytes, start, size, text);
			}
			if (type < FIRST_WITH_IDENTIFIER || type > LAST_WITH_IDENTIFIER) {
				return new Packet(this.connection.number, this.toBroker, TYPES[type], 0, 0, "", text);
			}
			int identifier = number(bytes, body);
			return new Packet(this.connection.number, this.toBroker, TYPES[type], identifier, 0, "",
					text + " " + identifier + reason(bytes, start, size));
		}

		private Packet publish(byte[] bytes, int start, int size, String text) {
			int qos = (bytes[start] & QOS) >> 1;
			int body = body(bytes, start);
			int length = number(bytes, body);
			int at = body + 2 + length;
			String topic = new String(bytes, body + 2, length, StandardCharsets.UTF_8);
			int identifier = 0;
			if (qos > 0) {
				identifier = number(bytes, at);
				at += 2;
			}
			if (this.connection.version == VERSION_5) {
				at = body(bytes, at - 1) + remaining(bytes, at - 1); // properties
			}
			String payload = new String(bytes, at, start + size - at, StandardCharsets.UTF_8);
			return new Packet(this.connection.number, this.toBroker, TYPES[PUBLISH], identifier, qos, payload,
					text + " " + identifier + " " + topic + (((bytes[start] & DUP) != 0) ? " DUP" : ""));
		}

	}

	/** The size of the packet that begins here, or 0 if it is not complete. */
	private static int size(byte[] bytes, int start) {
		int body = body(bytes, start);
		if (body == 0) {
			return 0;
		}
		int remaining = remaining(bytes, start);
		return (body + remaining <= bytes.length) ? body + remaining - start : 0;
	}

	/** The number of variable length after this byte. */
	private static int remaining(byte[] bytes, int start) {
		int remaining = 0;
		for (int i = body(bytes, start) - 1; i > start; i--) {
			remaining = (remaining << 7) | (bytes[i] & 0x7F);
		}
		return remaining;
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

	private static String reason(byte[] bytes, int start, int size) {
		int type = (bytes[start] & 0xF0) >> 4;
		int at = body(bytes, start) + 2;
		boolean present = type <= LAST_ACKNOWLEDGEMENT && start + size > at && bytes[at] != 0;
		return present ? " 0x" + Integer.toHexString(bytes[at] & 0xFF).toUpperCase(Locale.ROOT) : "";
	}

	private static int number(byte[] bytes, int at) {
		return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
	}

}
