// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class LoopBuffersTests {

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

	private final Set<ByteBuf> taken = Collections.newSetFromMap(new IdentityHashMap<>());

	/** This thread has those of other tests. */
	@BeforeEach
	void beginWithNone() {
		FastThreadLocal.removeAll();
	}

	@AfterEach
	void release() {
		this.taken.forEach(ByteBuf::release);
	}

	@Test
	void takesTheSameMemoryAgain() {
		ByteBuf first = LoopBuffers.forWriting(this.allocator, 100);
		first.writeLong(1);
		first.release();

		ByteBuf second = take();

		assertThat(second).isSameAs(first);
		assertThat(second.readableBytes()).isZero();
		assertThat(second.capacity()).isEqualTo(LoopBuffers.WRITE_BYTES);
		assertThat(this.allocator.metric().usedDirectMemory()).isZero();
	}

	@Test
	void leavesAloneWhatIsInUse() {
		for (int i = 0; i < 10; i++) {
			take().writeInt(i);
		}

		assertThat(this.taken.stream().map((buffer) -> buffer.getInt(0)).distinct()).hasSize(10);
		assertThat(this.allocator.metric().usedDirectMemory()).isEqualTo(6 * 100);
	}

	@Test
	void leavesAloneWhatASliceIsStillNeededOf() {
		ByteBuf buffer = LoopBuffers.forWriting(this.allocator, 100);
		ByteBuf slice = buffer.writeInt(42).readRetainedSlice(4);
		buffer.release();

		take().writeInt(43);

		assertThat(slice.getInt(0)).isEqualTo(42);
		slice.release();
	}

	@Test
	void givesBackWhatALargePacketNeeded() {
		ByteBuf buffer = LoopBuffers.forWriting(this.allocator, 100);
		buffer.writeZero(10 * LoopBuffers.WRITE_BYTES).release();

		assertThat(take().capacity()).isEqualTo(LoopBuffers.WRITE_BYTES);
	}

	@ParameterizedTest
	@MethodSource("readings")
	void hasTheChannelsReadIntoIt(LoopBuffers.Reading reading, int bytes) {
		var handle = reading.newHandle();
		ByteBuf first = handle.allocate(this.allocator);
		first.release();
		ByteBuf second = handle.allocate(this.allocator);
		this.taken.add(second);

		assertThat(second).isSameAs(first);
		assertThat(second.capacity()).isEqualTo(bytes).isEqualTo(handle.guess());
	}

	static List<Arguments> readings() {
		return List.of(arguments(LoopBuffers.Reading.OF_PACKETS, LoopBuffers.PACKET_BYTES),
				arguments(LoopBuffers.Reading.OF_RECORDS, LoopBuffers.RECORD_BYTES));
	}

	@Test
	void connectionsThatKeepWhatTheyHaveReadKeepLittle() {
		var handle = LoopBuffers.Reading.OF_RECORDS.newHandle();
		for (int i = 0; i < 100; i++) {
			this.taken.add(handle.allocate(this.allocator));
		}

		assertThat(this.taken).hasSize(100);
		assertThat(this.allocator.metric().usedDirectMemory()).isLessThan(100 * 16 * 1024);
	}

	@Test
	void isFreedWithTheThreadOfTheLoop() throws Exception {
		CompletableFuture<ByteBuf> used = new CompletableFuture<>();
		Thread thread = new DefaultThreadFactory("loop").newThread(() -> {
			ByteBuf buffer = LoopBuffers.forWriting(this.allocator, 100);
			buffer.release();
			used.complete(buffer);
		});
		thread.start();
		thread.join();

		assertThat(used.join().refCnt()).isZero();
	}

	private ByteBuf take() {
		ByteBuf buffer = LoopBuffers.forWriting(this.allocator, 100);
		this.taken.add(buffer);
		return buffer;
	}

}
