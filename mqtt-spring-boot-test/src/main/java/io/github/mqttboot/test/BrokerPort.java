// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.mqttboot.test.EmbeddedMqttBroker.Network;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import org.apache.activemq.artemis.api.core.ActiveMQRemoteDisconnectException;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.server.RemotingService;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Where a broker can be reached, by a network that can fail: listens in place of Artemis,
 * and hands the connections over to an acceptor of it, each with a {@link NetworkLink}
 * first in its pipeline. May be used by any thread.
 */
final class BrokerPort implements AutoCloseable {

	private final RemotingService broker;

	private final NettyAcceptor acceptor;

	private final Set<NetworkLink> links = ConcurrentHashMap.newKeySet();

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(
			new DefaultThreadFactory("embedded-mqtt-broker", true), NioIoHandler.newFactory());

	private final Channel server;

	/** Written by who calls {@link #network}, read by the event loops. */
	private volatile Network network;

	/**
	 * Listens from now on.
	 * @throws IllegalStateException if the port is taken
	 */
	BrokerPort(InetSocketAddress address, RemotingService broker, String acceptor, Network network) {
		this.broker = broker;
		this.acceptor = (NettyAcceptor) broker.getAcceptor(acceptor);
		this.network = network;
		ChannelFuture bound = bootstrap().bind(address).awaitUninterruptibly();
		if (!bound.isSuccess()) {
			shutDown();
			throw new IllegalStateException(
					"port of the broker must be free at " + address.getHostString() + ", was " + address.getPort(),
					bound.cause());
		}
		this.server = bound.channel();
	}

	private ServerBootstrap bootstrap() {
		return new ServerBootstrap().group(this.eventLoops)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_REUSEADDR, true)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					connected(new NetworkLink(channel, BrokerPort.this.acceptor::transfer));
				}

			});
	}

	/** On the event loop of the connection. */
	private void connected(NetworkLink link) {
		link.channel().pipeline().addLast(link);
		this.links.add(link); // before it looks at the network: a change misses no link
		link.channel().closeFuture().addListener((closed) -> this.links.remove(link));
		switch (this.network) {
			case UP -> link.deliver();
			case SILENT -> link.hold();
			case DOWN -> link.cut();
		}
	}

	int number() {
		return ((InetSocketAddress) this.server.localAddress()).getPort();
	}

	/** Returns when it is so for all connections, and the broker knows which are cut. */
	void network(Network network) {
		this.network = network;
		switch (network) {
			case UP -> forEach(NetworkLink::deliver);
			case SILENT -> forEach(NetworkLink::hold);
			case DOWN -> map(this::cut).forEach((cut) -> cut.ifPresent(BrokerPort::fail));
		}
	}

	/**
	 * Takes the connection away from the broker, which otherwise has threads of its own
	 * fail it, some time later: a client that is back before is one that takes its
	 * session over, and its will is not published.
	 */
	private Optional<RemotingConnection> cut(NetworkLink link) {
		RemotingConnection cut = this.broker.removeConnection(link.channel().id());
		link.cut();
		return Optional.ofNullable(cut);
	}

	private static void fail(RemotingConnection connection) {
		connection.fail(new ActiveMQRemoteDisconnectException());
	}

	private void forEach(Consumer<NetworkLink> change) {
		map((link) -> {
			change.accept(link);
			return link;
		});
	}

	/** Has each event loop do it for its links, and waits for them. */
	private <T> List<T> map(Function<NetworkLink, T> change) {
		List<Future<T>> changes = this.links.stream()
			.map((link) -> link.channel().eventLoop().submit(() -> change.apply(link)))
			.toList();
		return changes.stream().map((each) -> each.syncUninterruptibly().getNow()).toList();
	}

	/** Lets nobody in any more; the broker may end its connections in peace. */
	void stopListening() {
		this.server.close().syncUninterruptibly();
	}

	/** Listens no more, and ends what connections are left, with its threads. */
	@Override
	public void close() {
		stopListening();
		shutDown();
	}

	private void shutDown() {
		this.eventLoops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
	}

}
