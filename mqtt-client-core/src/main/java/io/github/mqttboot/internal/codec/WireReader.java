// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.MqttProtocolException;

/**
 * Reads the data types of section 1.5 from the bytes of one packet, and never beyond
 * them. One instance serves all packets of a connection, one after the other. The first
 * argument of each method is what the error message calls the value.
 */
final class WireReader {

	private static final VarHandle EIGHT_BYTES = MethodHandles.byteArrayViewVarHandle(long[].class,
			ByteOrder.LITTLE_ENDIAN);

	private static final byte[] NO_BYTES = {};

	/** Text up to this length, which is nearly all of it, is read without garbage. */
	private static final int SCRATCH_LENGTH = 512;

	/** As long as the longest text so far. */
	private byte[] scratch = NO_BYTES;

	private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

	private int index;

	private int end;

	/**
	 * Turns to other bytes.
	 * @param buffer the buffer, whose indexes are left alone
	 * @param index where to begin
	 * @param end where to stop
	 */
	void begin(ByteBuf buffer, int index, int end) {
		this.buffer = buffer;
		this.index = index;
		this.end = end;
	}

	/** Lets go of the buffer. */
	void finish() {
		this.buffer = Unpooled.EMPTY_BUFFER;
	}

	int remaining() {
		return this.end - this.index;
	}

	boolean hasRemaining() {
		return this.index < this.end;
	}

	/**
	 * Hides what comes after the next bytes.
	 * @param what what these bytes are
	 * @param length how many stay visible
	 * @return the hidden end, for {@link #widen(int)}
	 */
	int narrow(String what, int length) {
		require(what, length);
		int hidden = this.end;
		this.end = this.index + length;
		return hidden;
	}

	void widen(int hidden) {
		this.end = hidden;
	}

	int readByte(String what) {
		require(what, 1);
		return this.buffer.getUnsignedByte(this.index++);
	}

	/** A two byte integer (section 1.5.2). */
	int readTwoBytes(String what) {
		require(what, 2);
		int value = this.buffer.getUnsignedShort(this.index);
		this.index += 2;
		return value;
	}

	/** A four byte integer (section 1.5.3). */
	long readFourBytes(String what) {
		require(what, 4);
		long value = this.buffer.getUnsignedInt(this.index);
		this.index += 4;
		return value;
	}

	/** A variable byte integer (section 1.5.5). */
	int readVariableByteInteger(String what) {
		int value = 0;
		for (int shift = 0; shift < 28; shift += 7) {
			int next = readByte(what);
			value |= (next & 0x7F) << shift;
			if (next < 0x80) {
				if (next == 0 && shift > 0) {
					throw notShortest(what, value); // [MQTT-1.5.5-1]
				}
				return value;
			}
		}
		throw tooLong(what);
	}

	/**
	 * The remaining length of a fixed header, which may not be there as a whole (section
	 * 2.1.4). MQTT 3.1.1 does not forbid to write it in more bytes than needed.
	 * @return the length, or -1 if more bytes are needed
	 */
	int readRemainingLength() {
		int value = 0;
		for (int shift = 0; shift < 28; shift += 7) {
			if (!hasRemaining()) {
				return -1;
			}
			int next = readByte("remaining length");
			value |= (next & 0x7F) << shift;
			if (next < 0x80) {
				return value;
			}
		}
		throw tooLong("remaining length");
	}

	/** Text (section 1.5.4). */
	String readString(String what) {
		int length = readTwoBytes(what);
		return text(what, readRaw(what, length), length);
	}

	/** Bytes behind their length (section 1.5.6). */
	byte[] readBinary(String what) {
		int length = readTwoBytes(what);
		require(what, length);
		return copy(length);
	}

	byte[] readRest() {
		return copy(remaining());
	}

	/**
	 * Reads bytes that are looked at before the next call of this reader and not kept.
	 * @param what what they are
	 * @param length how many
	 * @return an array that may be longer
	 */
	byte[] readRaw(String what, int length) {
		require(what, length);
		byte[] bytes = (length <= SCRATCH_LENGTH) ? scratch(length) : new byte[length];
		this.buffer.getBytes(this.index, bytes, 0, length);
		this.index += length;
		return bytes;
	}

	/**
	 * Whether the next bytes are these; they are not consumed. Looks at eight at a time,
	 * at the last eight even where some of them were among those before.
	 */
	boolean isNext(byte[] bytes) {
		int length = bytes.length;
		if (length > remaining()) {
			return false;
		}
		int last = length - Long.BYTES;
		if (last < 0) {
			return isShortNext(bytes);
		}
		for (int i = 0; i < last; i += Long.BYTES) {
			if (!isNext(bytes, i)) {
				return false;
			}
		}
		return isNext(bytes, last);
	}

	private boolean isNext(byte[] bytes, int at) {
		return this.buffer.getLongLE(this.index + at) == (long) EIGHT_BYTES.get(bytes, at);
	}

	private boolean isShortNext(byte[] bytes) {
		for (int i = 0; i < bytes.length; i++) {
			if (this.buffer.getByte(this.index + i) != bytes[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A hash of the next bytes, which are not consumed. Takes eight at a time, as
	 * {@link #isNext} does.
	 * @param what what they are
	 * @param length how many
	 * @return a number whose upper bits are well mixed
	 */
	long hashNext(String what, int length) {
		require(what, length);
		int last = length - Long.BYTES;
		long hash = length;
		if (last < 0) {
			for (int i = 0; i < length; i++) {
				hash = mix(hash, this.buffer.getByte(this.index + i));
			}
			return hash;
		}
		for (int i = 0; i < last; i += Long.BYTES) {
			hash = mix(hash, this.buffer.getLongLE(this.index + i));
		}
		return mix(hash, this.buffer.getLongLE(this.index + last));
	}

	private static long mix(long hash, long bytes) {
		long mixed = (hash ^ bytes) * 0x9E37_79B9_7F4A_7C15L;
		return mixed ^ (mixed >>> 32);
	}

	/** Consumes bytes that {@link #isNext} has found. */
	void skip(int length) {
		this.index += length;
	}

	private byte[] scratch(int length) {
		if (length > this.scratch.length) {
			this.scratch = new byte[Math.max(64, 2 * Integer.highestOneBit(length))];
		}
		return this.scratch;
	}

	private byte[] copy(int length) {
		if (length == 0) {
			return NO_BYTES;
		}
		byte[] bytes = new byte[length];
		this.buffer.getBytes(this.index, bytes);
		this.index += length;
		return bytes;
	}

	private void require(String what, int length) {
		if (length > this.end - this.index) {
			throw Faults.malformed(
					"bytes left for " + what + " must be at least " + length + ", were " + (this.end - this.index));
		}
	}

	/**
	 * Reads UTF-8 as strictly as section 1.5.4 asks.
	 * @param what what the text is
	 * @param utf8 the bytes
	 * @param length how many of them
	 * @return the text
	 */
	static String text(String what, byte[] utf8, int length) {
		int ascii = 0;
		while (ascii < length && utf8[ascii] > 0) {
			ascii++;
		}
		if (ascii == length) {
			// the same for ASCII, and a plain copy
			return new String(utf8, 0, length, StandardCharsets.ISO_8859_1);
		}
		int wrong = Utf8Validator.findInvalid(utf8, ascii, length);
		if (wrong >= 0) {
			// [MQTT-1.5.4-1], [MQTT-1.5.4-2]
			throw Faults.malformed(what + " must be UTF-8 without U+0000, was not at byte " + wrong);
		}
		return new String(utf8, 0, length, StandardCharsets.UTF_8);
	}

	private static MqttProtocolException tooLong(String what) {
		return Faults.malformed(what + " must have at most 4 bytes, had more");
	}

	static MqttProtocolException notShortest(String what, int value) {
		return Faults.malformed(what + " must be written in as few bytes as possible, was not for " + value);
	}

}
