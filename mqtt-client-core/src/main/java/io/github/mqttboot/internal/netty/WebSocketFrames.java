// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.ReasonCode;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import org.jspecify.annotations.Nullable;

/**
 * Makes bytes of the frames of a WebSocket, and binary frames of bytes [MQTT-6.0.0-1].
 * Where a frame ends says nothing about packets [MQTT-6.0.0-2]. Confined to the loop.
 */
final class WebSocketFrames extends ChannelDuplexHandler {

	private boolean closing;

	/** What the last ping said, if it is not answered; no other needs an answer. */
	private @Nullable ByteBuf ping;

	/** Whether something was written that must not leave unless it is flushed. */
	private boolean unflushed;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		WebSocketFrame frame = (WebSocketFrame) message;
		if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
			context.fireChannelRead(frame.content());
		}
		else if (frame instanceof PingWebSocketFrame) {
			forgetPing();
			this.ping = frame.content();
			answerPing(context);
		}
		else {
			try {
				takeOther(context, frame);
			}
			finally {
				frame.release();
			}
		}
	}

	/** A peer that sends pings and reads nothing must not fill the memory with pongs. */
	private void answerPing(ChannelHandlerContext context) {
		ByteBuf ping = this.ping;
		if (ping != null && context.channel().isWritable()) {
			this.ping = null;
			context.writeAndFlush(new PongWebSocketFrame(ping));
		}
	}

	private void forgetPing() {
		if (this.ping != null) {
			this.ping.release();
			this.ping = null;
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		answerPing(context);
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		forgetPing();
	}

	private void takeOther(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof CloseWebSocketFrame close) {
			WebSocketCloseStatus status = WebSocketCloseStatus.valueOf(close.statusCode());
			if (close.statusCode() > WebSocketCloseStatus.ENDPOINT_UNAVAILABLE.code()) {
				context.fireExceptionCaught(new IOException("the server closed the WebSocket: " + status.code() + " "
						+ (close.reasonText().isEmpty() ? status.reasonText() : close.reasonText())));
			}
			context.channel().close();
		}
		else if (!(frame instanceof PongWebSocketFrame)) {
			context.fireExceptionCaught(new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"frames of a WebSocket must be binary, one was text"));
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause.getCause() instanceof CorruptedWebSocketFrameException frame) {
			cause = frame;
		}
		if (cause instanceof CorruptedWebSocketFrameException frame) {
			boolean tooBig = frame.closeStatus() == WebSocketCloseStatus.MESSAGE_TOO_BIG;
			cause = new MqttProtocolException(tooBig ? ReasonCode.PACKET_TOO_LARGE : ReasonCode.MALFORMED_PACKET,
					"frame of the WebSocket: " + frame.getMessage());
		}
		context.fireExceptionCaught(cause);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		boolean frame = message instanceof ByteBuf bytes && bytes.isReadable();
		this.unflushed = true;
		context.write(frame ? new BinaryWebSocketFrame((ByteBuf) message) : message, promise);
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		this.unflushed = false;
		context.flush();
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (!this.closing && !this.unflushed && context.channel().isActive()) {
			// if the network takes it; closing waits for nobody
			context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE, ""));
		}
		this.closing = true;
		context.close(promise);
	}

}
