// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.NetworkOptions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NettyConnectionTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private @Nullable MqttException cause;

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
		handle(() -> {
		});
		ByteBuf beginning = Unpooled.wrappedBuffer(new byte[] { (byte) 0xD0 });

		this.channel.pipeline().fireChannelRead(beginning);
		assertThat(beginning.refCnt()).isOne();

		this.channel.close();
		assertThat(beginning.refCnt()).isZero();
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
		}

		@Override
		public void malformed(MqttProtocolException fault) {
		}

		@Override
		public void writable() {
		}

		@Override
		public void closed(@Nullable MqttException cause) {
			NettyConnectionTests.this.cause = cause;
		}

	}

}
