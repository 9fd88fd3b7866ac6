// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection of the {@link CountingBroker}. A client identifier
 * {@code pump-qos-size-milliseconds-topics-filters} has it send messages for that time as
 * soon as there are as many subscriptions, and then one with the text {@code end:count}.
 * Who subscribes to a topic below {@link #COUNT} gets the number of messages received so
 * far.
 */
final class BrokerConnection {

	static final String COUNT = "bench/count/";

	private static final int BUFFER = 1 << 20;

	/** Messages of QoS 1 that are not acknowledged; what all clients can do. */
	private static final int WINDOW = 1000;

	private static final ThreadLocal<ByteBuffer> IN = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

	private static final ThreadLocal<ByteBuffer> OUT = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

	private final Wire wire;

	/** The beginning of a packet whose end has not come. */
	private byte[] rest = {};

	private boolean version5;

	/** What to send, from the client identifier; empty for nothing. */
	private String[] script = {};

	private int subscriptions;

	private boolean pumped;

	private long received;

	private long acknowledged;

	private boolean ended;

	BrokerConnection(Wire wire) {
		this.wire = wire;
	}

	/**
	 * Reads once, and answers everything that has come.
	 * @return false if the client is gone
	 */
	boolean read() throws IOException {
		ByteBuffer in = IN.get().clear();
		in.put(this.rest);
		int length = this.wire.read(in);
		if (length < 0 || this.ended) {
			return false;
		}
		ByteBuffer out = OUT.get().clear();
		int consumed = answer(in.flip(), out);
		this.rest = new byte[in.limit() - consumed];
		in.get(consumed, this.rest);
		this.wire.write(out.flip());
		return !this.ended;
	}

	private int answer(ByteBuffer in, ByteBuffer out) throws IOException {
		int end = in.limit();
		int position = 0;
		while (end - position >= 2) {
			int length = 0;
			int body = position + 1;
			int shift = 0;
			boolean whole = false;
			while (body < end && !whole) {
				byte next = in.get(body++);
				length |= (next & 0x7F) << shift;
				shift += 7;
				whole = next >= 0;
			}
			if (!whole || end - body < length) {
				return position;
			}
			if (out.remaining() < 64) {
				this.wire.write(out.flip());
				out.clear();
			}
			answer(in, in.get(position) & 0xFF, body, length, out);
			position = body + length;
		}
		return position;
	}

	private void answer(ByteBuffer in, int first, int body, int length, ByteBuffer out) throws IOException {
		switch (first >> 4) {
			case 1 -> connect(in, body, out);
			case 3 -> publish(in, (first >> 1) & 3, body, out);
			case 4 -> this.acknowledged++;
			case 6 -> out.put((byte) 0x70).put((byte) 2).putShort(in.getShort(body));
			case 8 -> subscribe(in, body, length, out);
			case 12 -> out.put((byte) 0xD0).put((byte) 0);
			case 14 -> this.ended = true;
			default -> throw new IOException("unexpected packet " + Integer.toHexString(first));
		}
	}

	private void connect(ByteBuffer in, int body, ByteBuffer out) {
		this.version5 = in.get(body + 6) == 5;
		int at = body + 10;
		if (this.version5) {
			at += 1 + in.get(at); // properties of these clients are short
		}
		byte[] id = new byte[in.getShort(at)];
		in.get(at + 2, id);
		String clientId = new String(id, StandardCharsets.UTF_8);
		if (clientId.startsWith("pump-")) {
			this.script = clientId.split("-");
		}
		out.put((byte) 0x20).put((byte) (this.version5 ? 3 : 2)).putShort((short) 0);
		if (this.version5) {
			out.put((byte) 0);
		}
	}

	private void publish(ByteBuffer in, int qos, int body, ByteBuffer out) {
		this.received++;
		if (qos > 0) {
			short packetId = in.getShort(body + 2 + (in.getShort(body) & 0xFFFF));
			out.put((byte) ((qos == 1) ? 0x40 : 0x50)).put((byte) 2).putShort(packetId);
		}
	}

	private void subscribe(ByteBuffer in, int body, int length, ByteBuffer out) {
		int at = body + 2;
		if (this.version5) {
			at += 1 + in.get(at);
		}
		List<String> filters = new ArrayList<>();
		byte qos = 0;
		while (at < body + length) {
			byte[] filter = new byte[in.getShort(at)];
			in.get(at + 2, filter);
			filters.add(new String(filter, StandardCharsets.UTF_8));
			qos = (byte) (in.get(at + 2 + filter.length) & 3);
			at += 3 + filter.length;
		}
		out.put((byte) 0x90).put((byte) (2 + filters.size() + (this.version5 ? 1 : 0))).putShort(in.getShort(body));
		if (this.version5) {
			out.put((byte) 0);
		}
		for (int i = 0; i < filters.size(); i++) {
			out.put(qos);
		}
		this.subscriptions += filters.size();
		if (filters.get(0).startsWith(COUNT)) {
			byte[] count = Long.toString(this.received).getBytes(StandardCharsets.US_ASCII);
			out.put(Frames.publish(filters.get(0), count, 0, this.version5, new int[1]));
		}
	}

	boolean hasToPump() {
		return this.script.length > 0 && !this.pumped && this.subscriptions >= Integer.parseInt(this.script[5]);
	}

	/** Sends what the client has asked for by its identifier. */
	void pump() throws IOException {
		if (!hasToPump()) {
			return;
		}
		this.pumped = true;
		int qos = Integer.parseInt(this.script[1]);
		int size = Integer.parseInt(this.script[2]);
		long end = System.nanoTime() + Long.parseLong(this.script[3]) * 1_000_000;
		int topics = Integer.parseInt(this.script[4]);
		int messages = (topics > 1) ? topics : Math.max(1, 60_000 / (size + 50));
		List<Frames.Block> blocks = new ArrayList<>();
		int inOne = (qos > 0) ? Math.min(messages, WINDOW / 4) : messages;
		for (int first = 0; first < messages; first += inOne) {
			blocks.add(new Frames.Block(inOne, topics, first, size, qos, this.version5));
		}
		long sent = 0;
		int packetId = 0;
		for (int i = 0; System.nanoTime() < end && !this.ended; i++) {
			Frames.Block block = blocks.get(i % blocks.size());
			if (qos > 0) {
				packetId = block.number(packetId);
				awaitAcknowledgements(sent + block.messages() - WINDOW);
			}
			this.wire.write(block.bytes());
			sent += block.messages();
		}
		if (qos > 0) {
			awaitAcknowledgements(sent);
		}
		byte[] text = ("end:" + sent).getBytes(StandardCharsets.US_ASCII);
		this.wire.write(ByteBuffer.wrap(Frames.publish(Frames.topic(0), text, 0, this.version5, new int[1])));
	}

	private void awaitAcknowledgements(long atLeast) throws IOException {
		while (this.acknowledged < atLeast && read()) {
			// each read counts
		}
	}

}
