// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketFramesTests {

	private final EmbeddedChannel channel = new EmbeddedChannel(new WebSocketFrames());

	private final ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] { 1 });

	@Test
	void endWithACloseFrame() {
		this.channel.writeAndFlush(this.bytes);
		this.channel.close();

		assertThat(this.channel.<Object>readOutbound()).isInstanceOf(BinaryWebSocketFrame.class);
		assertThat(this.channel.<Object>readOutbound()).isInstanceOf(CloseWebSocketFrame.class);
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void neverLeaveUnflushedWhenTheConnectionIsCut() {
		this.channel.write(this.bytes);
		this.channel.close();

		assertThat(this.channel.<Object>readOutbound()).isNull();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.bytes.refCnt()).isZero();
	}

	@Test // RFC 6455, section 5.5.3
	void answerTheLastPingAloneOnceTheNetworkTakesMoreAgain() {
		takesMore(false);
		this.channel.writeInbound(new PingWebSocketFrame(this.bytes));
		this.channel.writeInbound(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] { 2 })));
		assertThat(this.channel.<Object>readOutbound()).isNull();
		assertThat(this.bytes.refCnt()).isZero();

		takesMore(true);

		PongWebSocketFrame pong = this.channel.readOutbound();
		assertThat(pong.content().readByte()).isEqualTo((byte) 2);
		pong.release();
		assertThat(this.channel.<Object>readOutbound()).isNull();
	}

	@Test
	void forgetAPingThatWasNotAnsweredWhenTheConnectionEnds() {
		takesMore(false);
		this.channel.writeInbound(new PingWebSocketFrame(this.bytes));
		this.channel.close();

		assertThat(this.bytes.refCnt()).isZero();
	}

	private void takesMore(boolean writable) {
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
		this.channel.runPendingTasks();
	}

}
