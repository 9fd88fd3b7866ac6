// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.NetworkOptions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class NettyConnectionTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private @Nullable MqttException cause;

	/** How often the network was said to take more again. */
	private int writable;

	private int completedReads;

	private NettyConnection connection() {
		handle(() -> {
		});
		return this.channel.pipeline().get(NettyConnection.class);
	}

	private static Publish publish(int bytes) {
		return new Publish(MqttMessage.builder("t").payload(new byte[bytes]).build(), false, 0);
	}

	private int written() {
		int bytes = 0;
		ByteBuf next;
		while ((next = this.channel.readOutbound()) != null) {
			bytes += next.readableBytes();
			next.release();
		}
		return bytes;
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 10_000, 20_000, 200_000 })
	void nothingLeavesBeforeItIsFlushedWhoeverElseFlushes(int payload) {
		NettyConnection connection = connection();
		int sent = 0;
		for (int i = 0; i < 20; i++) {
			sent += connection.send(publish(payload));
		}

		this.channel.flush();
		assertThat(written()).isZero();

		connection.flush();
		assertThat(written()).isEqualTo(sent);
	}

	@Test
	void nothingThatWasNotFlushedLeavesOnAbort() {
		NettyConnection connection = connection();
		connection.send(publish(10));
		connection.send(publish(200_000));

		connection.abort();

		assertThat(written()).isZero();
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void whatWasSentLeavesBeforeClosing() {
		NettyConnection connection = connection();
		int sent = connection.send(publish(10)) + connection.send(publish(200_000));

		connection.close();

		assertThat(written()).isEqualTo(sent);
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void tooMuchForOneFlushIsToldAndSoIsItsEnd() {
		NettyConnection connection = connection();
		while (connection.isWritable()) {
			connection.send(publish(1000));
		}

		connection.flush();
		this.channel.runPendingTasks();

		assertThat(this.writable).isPositive();
		assertThat(connection.isWritable()).isTrue();
		this.channel.releaseOutbound();
	}

	private void handle(Runnable onPacket) {
		ConnectionRequest request = new ConnectionRequest(Endpoint.parse("broker.example", false), MqttVersion.V3_1_1,
				null, Duration.ofSeconds(1), 1000, NetworkOptions.DEFAULT);
		this.channel.pipeline().addLast(new NettyConnection(this.channel, request, new Handler(onPacket)));
	}

	@Test
	void anErrorOfTheHandlerClosesTheConnectionAndLeaksNothing() {
		handle(() -> {
			throw new IllegalStateException("the handler is broken");
		});
		ByteBuf pingResp = Unpooled.wrappedBuffer(new byte[] { (byte) 0xD0, 0 });

		this.channel.pipeline().fireChannelRead(pingResp);

		assertThat(pingResp.refCnt()).isZero();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.cause).hasMessageContaining("the handler is broken");
	}

	@Test
	void theBeginningOfAPacketIsKeptUntilTheConnectionEnds() {
		UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
		this.channel.config().setAllocator(allocator);
		handle(() -> {
		});
		ByteBuf beginning = Unpooled.wrappedBuffer(new byte[] { (byte) 0xD0 });

		this.channel.pipeline().fireChannelRead(beginning);
		assertThat(beginning.refCnt()).isZero();
		assertThat(allocator.metric().usedDirectMemory()).isPositive();

		this.channel.close();
		assertThat(allocator.metric().usedDirectMemory()).isZero();
	}

	@Test
	void piecesOfOneReadAreOneReadUnlessTheyAreMany() {
		handle(() -> {
		});

		for (int i = 0; i < 3; i++) {
			this.channel.pipeline().fireChannelRead(pingResps(1));
		}
		assertThat(this.completedReads).isZero();
		this.channel.pipeline().fireChannelReadComplete();
		assertThat(this.completedReads).isEqualTo(1);

		this.channel.pipeline().fireChannelRead(pingResps(LoopBuffers.RECORD_BYTES / 4));
		assertThat(this.completedReads).isEqualTo(1);
		this.channel.pipeline().fireChannelRead(pingResps(LoopBuffers.RECORD_BYTES / 4));
		assertThat(this.completedReads).isEqualTo(2);
		this.channel.pipeline().fireChannelReadComplete();
		assertThat(this.completedReads).isEqualTo(2);
	}

	private static ByteBuf pingResps(int count) {
		ByteBuf bytes = Unpooled.buffer();
		for (int i = 0; i < count; i++) {
			bytes.writeByte(0xD0).writeByte(0);
		}
		return bytes;
	}

	private final class Handler implements ConnectionHandler {

		private final Runnable onPacket;

		private Handler(Runnable onPacket) {
			this.onPacket = onPacket;
		}

		@Override
		public void opened(Connection connection) {
		}

		@Override
		public void received(Packet packet, int size) {
			this.onPacket.run();
		}

		@Override
		public void readCompleted() {
			NettyConnectionTests.this.completedReads++;
		}

		@Override
		public void malformed(MqttProtocolException fault) {
		}

		@Override
		public void writable() {
			NettyConnectionTests.this.writable++;
		}

		@Override
		public void closed(@Nullable MqttException cause) {
			NettyConnectionTests.this.cause = cause;
		}

	}

}
