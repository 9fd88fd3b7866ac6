// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import io.github.mqttboot.internal.codec.PacketDecoder;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

/**
 * Reads packets from the bytes that come, in whatever pieces: most from where they are,
 * and only one that comes in several pieces by way of a buffer of its own. Confined to
 * the loop.
 */
final class PacketReader {

	/**
	 * As large as the beginning of a packet may grow at once: a peer that announces a
	 * large packet has no memory reserved that it does not fill.
	 */
	private static final int FIRST_CAPACITY = 64 * 1024;

	private final ByteBufAllocator allocator;

	private final PacketDecoder decoder;

	/** Of a packet whose end has not come yet; null between packets. */
	private @Nullable ByteBuf beginning;

	/** How much has to be added to it before another look at it. */
	private int missing;

	private int size;

	PacketReader(ByteBufAllocator allocator, PacketDecoder decoder) {
		this.allocator = allocator;
		this.decoder = decoder;
	}

	/**
	 * Reads the next packet, and keeps what is left when there is none.
	 * @param bytes what has come; not used any more when all is read
	 * @throws MqttProtocolException if the bytes are no packet
	 */
	@Nullable Packet next(ByteBuf bytes) {
		if (this.beginning != null) {
			return next(this.beginning, bytes);
		}
		int start = bytes.readerIndex();
		Packet packet = this.decoder.decode(bytes);
		this.size = bytes.readerIndex() - start;
		if (packet == null && bytes.isReadable()) {
			this.missing = this.decoder.missing();
			this.beginning = beginning(bytes);
		}
		return packet;
	}

	private ByteBuf beginning(ByteBuf bytes) {
		int here = bytes.readableBytes();
		int expected = here + Math.max(this.missing, Long.BYTES); // a header may go on
		return this.allocator.directBuffer(Math.min(expected, Math.max(here, FIRST_CAPACITY))).writeBytes(bytes);
	}

	private @Nullable Packet next(ByteBuf beginning, ByteBuf bytes) {
		while (bytes.isReadable()) {
			int more = Math.min(this.missing, bytes.readableBytes());
			makeRoom(beginning, more);
			beginning.writeBytes(bytes, more);
			this.missing -= more;
			if (this.missing == 0) {
				Packet packet = this.decoder.decode(beginning);
				if (packet != null) {
					this.size = beginning.readerIndex();
					close();
					return packet;
				}
				this.missing = this.decoder.missing();
			}
		}
		return null;
	}

	/** Twice the room if there is none, but not more than the packet needs. */
	private void makeRoom(ByteBuf beginning, int more) {
		if (beginning.writableBytes() < more) {
			long whole = (long) beginning.writerIndex() + this.missing;
			long twice = Math.max(2L * beginning.capacity(), beginning.writerIndex() + more);
			beginning.capacity((int) Math.min(whole, twice));
		}
	}

	/** How many bytes the packet had that was read last, with its header. */
	int size() {
		return this.size;
	}

	/** Forgets what was kept. */
	void close() {
		if (this.beginning != null) {
			this.beginning.release();
			this.beginning = null;
		}
	}

}
