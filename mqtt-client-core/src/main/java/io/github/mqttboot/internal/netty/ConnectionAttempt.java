// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.TransportLoop;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

/**
 * Opens one connection: finds the addresses of the host, tries them in turn, and secures
 * the connection if that was asked for. Confined to the loop.
 */
final class ConnectionAttempt implements TransportLoop.Cancellation {

	/** Above 1 MiB waiting to be written, messages wait in the session instead. */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

	private final EventLoop eventLoop;

	private final ConnectionRequest request;

	private final ConnectionHandler handler;

	private final Queue<InetAddress> addresses = new ArrayDeque<>();

	private @Nullable ScheduledFuture<?> timeout;

	private @Nullable Channel channel;

	private @Nullable Throwable lastFailure;

	private boolean ended;

	ConnectionAttempt(EventLoop eventLoop, ConnectionRequest request, ConnectionHandler handler) {
		this.eventLoop = eventLoop;
		this.request = request;
		this.handler = handler;
	}

	void start() {
		this.timeout = this.eventLoop.schedule(this::timedOut, this.request.timeout().toNanos(), TimeUnit.NANOSECONDS);
		String host = this.request.endpoint().host();
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
		if (literal != null) {
			this.eventLoop.execute(() -> resolved(List.of(address(host, literal)), null));
		}
		else {
			Resolver.resolve(host, (found, failure) -> this.eventLoop.execute(() -> resolved(found, failure)));
		}
	}

	private static InetAddress address(String host, byte[] literal) {
		try {
			return InetAddress.getByAddress(host, literal);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex); // an address has 4 or 16 bytes
		}
	}

	private void resolved(List<InetAddress> found, @Nullable UnknownHostException failure) {
		this.lastFailure = failure;
		this.addresses.addAll(found);
		connectNext();
	}

	private void connectNext() {
		if (this.ended) {
			return;
		}
		InetAddress address = this.addresses.poll();
		if (address == null) {
			fail(this.lastFailure);
			return;
		}
		InetSocketAddress target = new InetSocketAddress(address, this.request.endpoint().port());
		ChannelFuture connecting = bootstrap().connect(target);
		this.channel = connecting.channel();
		connecting.addListener((ChannelFuture future) -> connected(future));
	}

	private Bootstrap bootstrap() {
		return new Bootstrap().group(this.eventLoop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the whole attempt has a
																// limit
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			.option(ChannelOption.AUTO_READ, false)
			.handler(new AwaitingConnection());
	}

	private void connected(ChannelFuture future) {
		if (this.ended) {
			future.channel().close();
			return;
		}
		if (!future.isSuccess()) {
			this.lastFailure = future.cause();
			connectNext();
			return;
		}
		Endpoint endpoint = this.request.endpoint();
		TlsOptions tls = this.request.tls();
		if (tls != null || endpoint.secure()) {
			secure(future.channel(), endpoint, (tls != null) ? tls : TlsOptions.DEFAULT);
		}
		else {
			open(future.channel());
		}
	}

	private void secure(Channel channel, Endpoint endpoint, TlsOptions tls) {
		TlsLayer.prepare(tls, endpoint,
				(layer, failure) -> this.eventLoop.execute(() -> prepared(channel, layer, failure)));
	}

	private void prepared(Channel channel, @Nullable TlsLayer layer, @Nullable Exception failure) {
		if (this.ended) {
			channel.close();
		}
		else if (layer == null) {
			fail(failure);
		}
		else {
			channel.config().setAutoRead(true);
			layer.secure(channel).addListener((Future<Channel> handshake) -> secured(channel, layer, handshake));
		}
	}

	private void secured(Channel channel, TlsLayer layer, Future<Channel> handshake) {
		if (this.ended) {
			channel.close();
		}
		else if (handshake.isSuccess()) {
			open(channel);
		}
		else {
			fail(layer.explain(handshake.cause()));
		}
	}

	private void open(Channel channel) {
		end();
		NettyConnection connection = new NettyConnection(channel, this.request, this.handler);
		channel.pipeline().removeLast();
		channel.pipeline().addLast(connection);
		this.handler.opened(connection);
		channel.config().setAutoRead(true);
		if (!channel.isActive()) {
			connection.channelInactive();
		}
	}

	private void timedOut() {
		fail(new IOException("no connection within " + this.request.timeout().toMillis() + " ms"));
	}

	private void fail(@Nullable Throwable cause) {
		if (this.ended) {
			return;
		}
		end();
		closeChannel();
		this.handler.closed(new MqttConnectionException(
				"could not connect to " + this.request.endpoint() + Failures.reason(cause), cause));
	}

	private void end() {
		this.ended = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	private void closeChannel() {
		if (this.channel != null) {
			this.channel.close();
		}
	}

	@Override
	public void cancel() {
		if (this.ended) {
			return;
		}
		end();
		closeChannel();
		this.handler.closed(null);
	}

	/** Stands in for the connection until it is open. */
	private static final class AwaitingConnection extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			// the future of the connection or of the handshake tells the attempt
		}

	}

}
