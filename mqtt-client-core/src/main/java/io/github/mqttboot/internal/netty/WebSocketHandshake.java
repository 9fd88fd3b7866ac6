// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.net.URI;

import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.WebSocketOptions;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

import org.jspecify.annotations.Nullable;

/**
 * Asks the server for a WebSocket, and puts {@link WebSocketFrames} in its own place when
 * the server agrees. Confined to the loop.
 */
final class WebSocketHandshake extends ChannelInboundHandlerAdapter {

	/** What a frame may have beyond the largest packet: servers put several in one. */
	private static final int FRAME_MARGIN = 64 * 1024;

	private final WebSocketClientHandshaker handshaker;

	private final String subProtocol;

	private final Promise<Channel> promise;

	/** The head of the answer that agrees. */
	private @Nullable HttpResponse response;

	private WebSocketHandshake(ConnectionRequest request, Promise<Channel> promise) {
		WebSocketOptions options = request.network().webSocket();
		HttpHeaders headers = new DefaultHttpHeaders();
		options.headers().forEach(headers::add);
		URI uri = uri(request.endpoint());
		if (uri.getHost() == null && !headers.contains(HttpHeaderNames.HOST)) {
			// a name with an underscore, which is no host for Java
			headers.set(HttpHeaderNames.HOST, uri.getRawAuthority());
		}
		// a frame is buffered whole before its packets are seen
		int maximumFrame = (int) Math.min(Integer.MAX_VALUE, (long) request.maximumPacketSize() + FRAME_MARGIN);
		this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(uri, WebSocketVersion.V13,
				options.subProtocol(), false, headers, maximumFrame, true, false, 0, false, false);
		this.subProtocol = options.subProtocol();
		this.promise = promise;
	}

	private static URI uri(Endpoint endpoint) {
		String host = (endpoint.host().indexOf(':') >= 0) ? "[" + endpoint.host() + "]" : endpoint.host();
		return URI.create((endpoint.secure() ? "wss://" : "ws://") + host + ":" + endpoint.port() + endpoint.path()
				+ ((endpoint.query() != null) ? "?" + endpoint.query() : ""));
	}

	/**
	 * Begins.
	 * @param channel an open channel with one handler that stands in for the connection
	 * @param request what is asked for
	 * @return succeeds when the server has agreed
	 */
	static Future<Channel> begin(Channel channel, ConnectionRequest request) {
		Promise<Channel> promise = channel.eventLoop().newPromise();
		WebSocketHandshake handshake = new WebSocketHandshake(request, promise);
		ChannelPipeline pipeline = channel.pipeline();
		String last = pipeline.lastContext().name();
		pipeline.addBefore(last, "http", new HttpClientCodec());
		pipeline.addBefore(last, "web-socket", handshake);
		handshake.handshaker.handshake(channel).addListener((sent) -> {
			if (!sent.isSuccess()) {
				promise.tryFailure(sent.cause());
			}
		});
		return promise;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (message instanceof HttpResponse answer) {
				check(answer);
				this.response = answer;
			}
			if (message instanceof LastHttpContent && this.response != null) {
				finish(context, this.response);
			}
		}
		catch (IOException ex) {
			this.promise.tryFailure(ex);
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void check(HttpResponse answer) throws IOException {
		if (answer.decoderResult().isFailure()) {
			throw new IOException("the server does not answer in HTTP");
		}
		if (!answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
			throw new IOException("the server refused the WebSocket with HTTP status " + answer.status());
		}
		String chosen = answer.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
		if (!this.subProtocol.equals(chosen)) { // [MQTT-6.0.0-4]
			throw new IOException("the server must choose the sub-protocol " + this.subProtocol + " of the WebSocket, "
					+ ((chosen != null) ? "chose \"" + chosen + "\"" : "chose none"));
		}
	}

	private void finish(ChannelHandlerContext context, HttpResponse answer) {
		Channel channel = context.channel();
		this.handshaker.finishHandshake(channel, new DefaultFullHttpResponse(answer.protocolVersion(), answer.status(),
				Unpooled.EMPTY_BUFFER, answer.headers(), EmptyHttpHeaders.INSTANCE));
		context.pipeline().replace(this, "web-socket", new WebSocketFrames());
		this.promise.trySuccess(channel);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.promise.tryFailure(cause);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.promise.tryFailure(new IOException("the server closed the connection when it was asked for a WebSocket"));
		context.fireChannelInactive();
	}

}
