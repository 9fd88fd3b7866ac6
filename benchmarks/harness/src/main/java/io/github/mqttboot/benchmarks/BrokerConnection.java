// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection of the {@link CountingBroker}. A message to {@link #PUMP} has it send as
 * the {@link Script} in it says, and then the number of messages sent. Who subscribes to
 * a topic below {@link #COUNT} gets the number of messages received so far, and below
 * {@link #COUNT_IN_ORDER} the number of those that followed the one published before.
 */
final class BrokerConnection {

	static final String PUMP = "bench/pump";

	static final String COUNT = "bench/count/";

	static final String COUNT_IN_ORDER = "bench/count-in-order/";

	/** What the first level of these begins with, and of no other topic. */
	private static final byte CONTROL = 'b';

	private static final int BUFFER = 1 << 20;

	private static final ThreadLocal<ByteBuffer> IN = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

	private static final ThreadLocal<ByteBuffer> OUT = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

	private final Wire wire;

	/** The beginning of a packet whose end has not come. */
	private byte[] rest = {};

	/** How many bytes of a payload are still to come; they are not looked at. */
	private int skip;

	private boolean version5;

	private Script script = Script.NONE;

	private long received;

	private long inOrder;

	private long expectedMark;

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
		in.flip();
		while (answerNext(in, out)) {
			if (out.remaining() < 64 * 1024) {
				this.wire.write(out.flip());
				out.clear();
			}
		}
		this.rest = new byte[in.remaining()];
		in.get(this.rest);
		this.wire.write(out.flip());
		return !this.ended;
	}

	/** False if there is no whole packet. */
	private boolean answerNext(ByteBuffer in, ByteBuffer out) throws IOException {
		int skipped = Math.min(this.skip, in.remaining());
		in.position(in.position() + skipped);
		this.skip -= skipped;
		int start = in.position();
		int length = 0;
		int body = start + 1;
		byte next = -1;
		for (int shift = 0; next < 0; shift += 7) {
			if (body >= in.limit()) {
				return false;
			}
			next = in.get(body++);
			length |= (next & 0x7F) << shift;
		}
		int first = in.get(start) & 0xFF;
		int there = Math.min(length, in.limit() - body);
		if (there < length && (first >> 4 != 3 || there < 512)) { // topics are shorter
			return false;
		}
		answer(in, first, body, length, out);
		in.position(body + there);
		this.skip = length - there;
		return true;
	}

	private void answer(ByteBuffer in, int first, int body, int length, ByteBuffer out) throws IOException {
		switch (first >> 4) {
			case 1 -> connect(in, body, out);
			case 3 -> publish(in, (first >> 1) & 3, body, length, out);
			case 4, 7 -> this.acknowledged++;
			case 5 -> out.putInt(0x6202_0000 | (in.getShort(body) & 0xFFFF));
			case 6 -> out.putInt(0x7002_0000 | (in.getShort(body) & 0xFFFF));
			case 8 -> subscribe(in, body, length, out);
			case 12 -> out.put((byte) 0xD0).put((byte) 0);
			case 14 -> this.ended = true;
			default -> throw new IOException("unexpected packet " + Integer.toHexString(first));
		}
	}

	private void connect(ByteBuffer in, int body, ByteBuffer out) {
		this.version5 = in.get(body + 6) == 5;
		if (this.version5) {
			// receive maximum 30 000: Paho reads 65 535, the default, as -1
			out.put(new byte[] { 0x20, 6, 0, 0, 3, 0x21, 0x75, 0x30 });
		}
		else {
			out.putInt(0x2002_0000);
		}
	}

	private void publish(ByteBuffer in, int qos, int body, int length, ByteBuffer out) {
		int at = body + 2 + (in.getShort(body) & 0xFFFF);
		if (qos > 0) {
			out.putInt(((qos == 1) ? 0x4002_0000 : 0x5002_0000) | (in.getShort(at) & 0xFFFF));
			at += 2;
		}
		if (this.version5) {
			at += 1 + in.get(at); // properties of these clients are short
		}
		if (in.get(body + 2) == CONTROL) {
			byte[] text = new byte[body + length - at];
			in.get(at, text);
			this.script = Script.parse(new String(text, StandardCharsets.US_ASCII));
			return;
		}
		long mark = (body + length - at >= Mark.BYTES) ? in.getLong(at) : this.expectedMark;
		if (mark == this.expectedMark) {
			this.inOrder++;
		}
		this.expectedMark = (mark + 1) & Mark.PUBLISHED;
		this.received++;
	}

	private void subscribe(ByteBuffer in, int body, int length, ByteBuffer out) throws IOException {
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
		out.put((byte) 0x90);
		Frames.putLength(out, 2 + filters.size() + (this.version5 ? 1 : 0));
		out.putShort(in.getShort(body));
		if (this.version5) {
			out.put((byte) 0);
		}
		for (int i = 0; i < filters.size(); i++) {
			out.put(qos);
		}
		String topic = filters.get(0);
		if (topic.startsWith(COUNT) || topic.startsWith(COUNT_IN_ORDER)) {
			long count = topic.startsWith(COUNT) ? this.received : this.inOrder;
			out.put(Frames.publish(topic, Mark.count(count), 0, this.version5));
		}
	}

	boolean hasToPump() {
		return this.script != Script.NONE;
	}

	/** Sends what the client has asked for. */
	void pump() throws IOException {
		if (!hasToPump()) {
			return;
		}
		Script asked = this.script;
		this.script = Script.NONE;
		this.acknowledged = 0;
		List<Block> blocks = Block.all(asked, this.version5);
		long end = System.nanoTime() + asked.millis() * 1_000_000L;
		long sent = 0;
		for (int i = 0; System.nanoTime() < end && !this.ended; i++) {
			Block block = blocks.get(i % blocks.size());
			if (asked.qos() > 0) {
				awaitAcknowledgements(sent + block.messages() - asked.window());
			}
			this.wire.write(block.bytes(sent));
			sent += block.messages();
		}
		if (asked.qos() > 0) {
			awaitAcknowledgements(sent);
		}
		this.wire.write(ByteBuffer.wrap(Frames.publish(Frames.topic(0), asked.end(sent), 0, this.version5)));
	}

	private void awaitAcknowledgements(long atLeast) throws IOException {
		while (this.acknowledged < atLeast && read()) {
			// each read counts
		}
	}

}
