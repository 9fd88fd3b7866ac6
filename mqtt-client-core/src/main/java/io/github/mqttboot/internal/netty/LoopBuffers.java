// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

import org.jspecify.annotations.Nullable;

/**
 * The memory that all connections of a loop read into and write from, one after the
 * other. It is used again at once, so it is still in the cache of the processor; and an
 * idle connection has none. What is still needed meanwhile, as for a record of TLS whose
 * end has not come or for a socket that is full, is left alone, and others have to
 * allocate.
 */
final class LoopBuffers {

	/** The size of those to write from, in bytes: a batch. */
	static final int WRITE_BYTES = 64 * 1024;

	/**
	 * The size of those to read packets into, in bytes. Each read makes TCP tell the
	 * server that there is room again, which costs more than to copy 64 KiB.
	 */
	static final int PACKET_BYTES = 256 * 1024;

	/**
	 * The size of those to read records of TLS into, in bytes: what is decrypted has to
	 * stay in the cache of the processor meanwhile.
	 */
	static final int RECORD_BYTES = 64 * 1024;

	/** One for what comes, and one for the beginning of a record or frame before it. */
	private static final int FOR_READING = 2;

	/** What is published at once may need several. */
	private static final int FOR_WRITING = 4;

	/**
	 * What is read into if all are in use: a record of TLS, for many connections may keep
	 * the beginning of one.
	 */
	private static final int OTHERWISE_READ = 16 * 1024;

	private static final FastThreadLocal<LoopBuffers> OF_LOOP = new FastThreadLocal<>() {

		@Override
		protected LoopBuffers initialValue() {
			return new LoopBuffers();
		}

		@Override
		protected void onRemoval(LoopBuffers buffers) {
			buffers.release();
		}

	};

	private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

	private final @Nullable ByteBuf[] forPackets = new ByteBuf[FOR_READING];

	private final @Nullable ByteBuf[] forRecords = new ByteBuf[FOR_READING];

	private final @Nullable ByteBuf[] forWriting = new ByteBuf[FOR_WRITING];

	private LoopBuffers() {
	}

	/**
	 * A buffer for what is written next, by a thread of the network alone.
	 * @param allocator what to allocate from if all are in use
	 * @param expected how much room is likely to be needed, in bytes
	 * @return an empty buffer, to be released
	 */
	static ByteBuf forWriting(ByteBufAllocator allocator, int expected) {
		return take(OF_LOOP.get().forWriting, WRITE_BYTES, allocator, expected);
	}

	private static ByteBuf take(@Nullable ByteBuf[] buffers, int bytes, ByteBufAllocator allocator, int expected) {
		for (int i = 0; i < buffers.length; i++) {
			ByteBuf buffer = buffers[i];
			if (buffer == null) {
				buffer = MEMORY.directBuffer(bytes);
				buffers[i] = buffer;
				return buffer.retain();
			}
			if (buffer.refCnt() == 1) {
				if (buffer.capacity() > 2 * bytes) {
					buffer.capacity(bytes);
				}
				return buffer.clear().retain();
			}
		}
		return allocator.directBuffer(expected);
	}

	private void release() {
		release(this.forPackets);
		release(this.forRecords);
		release(this.forWriting);
	}

	private static void release(@Nullable ByteBuf[] buffers) {
		for (ByteBuf buffer : buffers) {
			if (buffer != null) {
				buffer.release();
			}
		}
	}

	/** Has channels read into the buffers of their loop. */
	static final class Reading extends DefaultMaxMessagesRecvByteBufAllocator {

		/** Of packets as they are, or in frames of a WebSocket. */
		static final Reading OF_PACKETS = new Reading(PACKET_BYTES, (buffers) -> buffers.forPackets);

		/** Of records of TLS. */
		static final Reading OF_RECORDS = new Reading(RECORD_BYTES, (buffers) -> buffers.forRecords);

		/** As with Netty's own: then other connections and tasks have their turn. */
		private static final int READS_IN_A_ROW = 16;

		private final int bytes;

		private final Function<LoopBuffers, @Nullable ByteBuf[]> buffers;

		private Reading(int bytes, Function<LoopBuffers, @Nullable ByteBuf[]> buffers) {
			super(READS_IN_A_ROW);
			this.bytes = bytes;
			this.buffers = buffers;
		}

		@Override
		@SuppressWarnings("deprecation") // there is no other way as yet
		public Handle newHandle() {
			return new MaxMessageHandle() {

				@Override
				public ByteBuf allocate(ByteBufAllocator allocator) {
					return take(Reading.this.buffers.apply(OF_LOOP.get()), Reading.this.bytes, allocator,
							OTHERWISE_READ);
				}

				@Override
				public int guess() {
					return Reading.this.bytes;
				}

			};
		}

	}

}
