// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.TransportLoop;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one connection, step by step: the addresses of the host, a socket to one of them,
 * then what the request asks for of proxy, TLS and WebSocket. Confined to the loop.
 */
final class ConnectionAttempt implements TransportLoop.Cancellation {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionAttempt.class);

	private final EventLoop eventLoop;

	private final Resolver resolver;

	private final Sockets sockets;

	private final ConnectionRequest request;

	private final ConnectionHandler handler;

	private final long deadline;

	private @Nullable ScheduledFuture<?> timeout;

	private @Nullable Dialer dialer;

	private @Nullable Channel channel;

	private boolean ended;

	ConnectionAttempt(EventLoop eventLoop, Io io, Resolver resolver, ConnectionRequest request,
			ConnectionHandler handler) {
		this.eventLoop = eventLoop;
		this.resolver = resolver;
		this.sockets = new Sockets(eventLoop, io, request);
		this.request = request;
		this.handler = handler;
		this.deadline = System.nanoTime() + request.timeout().toNanos();
	}

	/** Begins; the handler is never called before this returns. */
	void start() {
		this.timeout = this.eventLoop.schedule(this::timedOut, this.request.timeout().toNanos(), TimeUnit.NANOSECONDS);
		String host = this.sockets.host();
		if (this.sockets.lacksProxyLibrary()) {
			this.eventLoop
				.execute(() -> fail(new IOException("a proxy needs io.netty:netty-handler-proxy on the class path")));
		}
		else if (host == null) {
			this.eventLoop.execute(() -> resolved(List.of(), null));
		}
		else {
			this.resolver.resolve(host, (found, failure) -> later(() -> resolved(found, failure)));
		}
	}

	/** Goes back to the loop, from any thread. */
	private void later(Runnable task) {
		try {
			this.eventLoop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A step towards {} ended after its client was closed", this.request.endpoint(), ex);
		}
	}

	private void resolved(List<InetAddress> found, @Nullable UnknownHostException failure) {
		if (failure != null) {
			fail(failure);
		}
		else if (!this.ended) {
			this.dialer = new Dialer(this.sockets, this.sockets.targets(found), this.deadline, this::connected);
			this.dialer.dial();
		}
	}

	private void connected(@Nullable Channel channel, @Nullable Throwable failure) {
		if (channel == null) {
			fail(failure);
			return;
		}
		this.channel = channel;
		if (this.sockets.proxy() == null) {
			secure(channel);
			return;
		}
		then(ProxyHandlers.connected(channel), UnaryOperator.identity(), (proxied) -> {
			ProxyHandlers.remove(proxied);
			secure(proxied);
		});
	}

	private void secure(Channel channel) {
		if (!this.sockets.isEncrypted()) {
			upgrade(channel);
			return;
		}
		TlsOptions tls = this.request.tls();
		TlsLayer.prepare((tls != null) ? tls : TlsOptions.DEFAULT, this.request.endpoint(),
				(layer, failure) -> later(() -> secure(channel, layer, failure)));
	}

	private void secure(Channel channel, @Nullable TlsLayer layer, @Nullable Exception failure) {
		if (layer == null) {
			fail(failure);
		}
		else if (!this.ended) {
			channel.config().setAutoRead(true);
			then(layer.secure(channel), layer::explain, this::upgrade);
		}
	}

	private void upgrade(Channel channel) {
		if (this.request.endpoint().webSocket()) {
			channel.config().setAutoRead(true);
			then(WebSocketHandshake.begin(channel, this.request), UnaryOperator.identity(), this::open);
		}
		else {
			open(channel);
		}
	}

	/** Takes the next step when this one has succeeded. */
	private void then(Future<Channel> step, UnaryOperator<Throwable> explanation, Consumer<Channel> next) {
		step.addListener((Future<Channel> done) -> {
			if (this.ended) {
				return; // and the channel is closed
			}
			if (done.isSuccess()) {
				next.accept(done.getNow());
			}
			else {
				fail(explanation.apply(done.cause()));
			}
		});
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
		close();
		ProxyOptions proxy = this.sockets.proxy();
		this.handler.closed(new MqttConnectionException("could not connect to " + this.request.endpoint()
				+ ((proxy != null) ? " through the proxy " + proxy : "") + Failures.reason(cause), cause));
	}

	private void end() {
		this.ended = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	private void close() {
		if (this.dialer != null) {
			this.dialer.cancel();
		}
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
		close();
		this.handler.closed(null);
	}

}
