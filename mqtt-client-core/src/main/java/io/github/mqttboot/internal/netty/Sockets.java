// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.SocketOptions;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the sockets of one attempt as its request asks for them, to the server itself or
 * to the proxy before it. Confined to the loop.
 */
final class Sockets {

	private static final Logger logger = LoggerFactory.getLogger(NettyTransport.class);

	/** Above 1 MiB waiting to be written, messages wait in the session instead. */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

	private final EventLoop eventLoop;

	private final Io io;

	private final ConnectionRequest request;

	private final @Nullable ProxyOptions proxy;

	Sockets(EventLoop eventLoop, Io io, ConnectionRequest request) {
		this.eventLoop = eventLoop;
		this.io = io;
		this.request = request;
		this.proxy = isLocal() ? null : request.network().proxy();
	}

	/** Whether the server is a file of this machine. */
	private boolean isLocal() {
		return this.request.endpoint().scheme() == Endpoint.Scheme.UNIX;
	}

	/**
	 * Whether there is TLS: the request or the address of the server asks for it.
	 */
	boolean isEncrypted() {
		return !isLocal() && (this.request.tls() != null || this.request.endpoint().secure());
	}

	/** The proxy that is gone through, or null. */
	@Nullable ProxyOptions proxy() {
		return this.proxy;
	}

	/** Whether there is a proxy, but not the library to speak to it. */
	boolean lacksProxyLibrary() {
		if (this.proxy == null) {
			return false;
		}
		try {
			Class.forName("io.netty.handler.proxy.ProxyHandler", false, Sockets.class.getClassLoader());
			return false;
		}
		catch (ClassNotFoundException ex) {
			return true;
		}
	}

	/** The name to look up, or null if there is none. */
	@Nullable String host() {
		if (this.proxy != null) {
			return this.proxy.host();
		}
		return isLocal() ? null : this.request.endpoint().host();
	}

	/** Where to connect to if {@link #host()} has these addresses. */
	List<SocketAddress> targets(List<InetAddress> addresses) {
		Endpoint endpoint = this.request.endpoint();
		if (isLocal()) {
			return List.of(this.io.unixAddress().apply(endpoint.path()));
		}
		int port = (this.proxy != null) ? this.proxy.port() : endpoint.port();
		return addresses.stream().<SocketAddress>map((address) -> new InetSocketAddress(address, port)).toList();
	}

	/**
	 * Begins to connect.
	 * @param target one of {@link #targets}
	 * @param timeout how long it may take, zero for no limit of its own
	 */
	ChannelFuture connect(SocketAddress target, Duration timeout) {
		Bootstrap bootstrap = bootstrap(target).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis());
		if (this.proxy == null) {
			return bootstrap.connect(target);
		}
		Endpoint endpoint = this.request.endpoint();
		// the proxy looks the name up
		return bootstrap.connect(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
	}

	private Bootstrap bootstrap(SocketAddress target) {
		Bootstrap bootstrap = new Bootstrap().group(this.eventLoop)
			.disableResolver()
			.channelFactory(isLocal() ? this.io.unixChannel() : this.io.tcpChannel())
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			.option(ChannelOption.AUTO_READ, false)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					if (Sockets.this.proxy != null) {
						channel.pipeline().addLast(ProxyHandlers.create(Sockets.this.proxy, target));
					}
					channel.pipeline().addLast(new AwaitingConnection());
				}

			});
		if (this.io.loopBuffers()) {
			bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR,
					isEncrypted() ? LoopBuffers.Reading.OF_RECORDS : LoopBuffers.Reading.OF_PACKETS);
		}
		if (!isLocal()) {
			apply(this.request.network().socket(), bootstrap);
		}
		return bootstrap;
	}

	private void apply(SocketOptions socket, Bootstrap bootstrap) {
		bootstrap.option(ChannelOption.TCP_NODELAY, socket.noDelay())
			.option(ChannelOption.SO_KEEPALIVE, socket.keepAlive());
		if (socket.sendBufferSize() != null) {
			bootstrap.option(ChannelOption.SO_SNDBUF, socket.sendBufferSize());
		}
		if (socket.receiveBufferSize() != null) {
			bootstrap.option(ChannelOption.SO_RCVBUF, socket.receiveBufferSize());
		}
		if (socket.bindAddress() != null) {
			bootstrap.localAddress(new InetSocketAddress(socket.bindAddress(), 0));
		}
		Duration userTimeout = socket.userTimeout();
		if (userTimeout == null) {
			return;
		}
		if (this.io.userTimeout() != null) {
			bootstrap.option(this.io.userTimeout(), (int) userTimeout.toMillis());
		}
		else {
			logger.warn("The user time-out is not applied: {} does not have it", this.io.name());
		}
	}

	/** Stands in for the connection until it is open. */
	private static final class AwaitingConnection extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			// the future of the connection or of a handshake tells the attempt
		}

	}

}
