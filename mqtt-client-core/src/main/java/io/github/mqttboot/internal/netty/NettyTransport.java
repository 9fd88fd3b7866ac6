// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.mqttboot.transport.Transport;
import io.github.mqttboot.transport.TransportLoop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * A few threads, shared by all clients, that exist as long as there is a client. They
 * keep the Java runtime alive: a program runs until its clients are closed.
 */
public final class NettyTransport implements Transport {

	/** The transport of all clients that bring none of their own. */
	public static final NettyTransport SHARED = new NettyTransport(
			Math.min(4, Runtime.getRuntime().availableProcessors()));

	private final int threads;

	private final Supplier<Io> choice;

	private final Resolver resolver;

	private final Runnable onClose = this::leave;

	private final Object lock = new Object();

	private @Nullable EventLoopGroup group;

	private Io io = Io.NIO;

	private int clients;

	/**
	 * Makes a transport without threads as yet.
	 * @param threads how many to use
	 */
	public NettyTransport(int threads) {
		this(threads, IoChoice::choose, SystemResolver.SHARED);
	}

	NettyTransport(int threads, Supplier<Io> choice, Resolver resolver) {
		this.threads = threads;
		this.choice = choice;
		this.resolver = resolver;
	}

	@Override
	public TransportLoop join() {
		synchronized (this.lock) {
			if (this.group == null) {
				this.io = this.choice.get();
				this.group = group(this.threads, this.io);
			}
			this.clients++;
			return loop(this.group, this.io, this.onClose);
		}
	}

	@Override
	public TransportLoop joinAlone() {
		Io io = this.choice.get();
		EventLoopGroup group = group(1, io);
		return loop(group, io, () -> shutDown(group));
	}

	private static EventLoopGroup group(int threads, Io io) {
		return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("mqtt-io"), io.handlers());
	}

	private TransportLoop loop(EventLoopGroup group, Io io, Runnable onClose) {
		return new NettyLoop((SingleThreadEventLoop) group.next(), io, this.resolver, onClose);
	}

	private void leave() {
		synchronized (this.lock) {
			this.clients--;
			if (this.clients == 0 && this.group != null) {
				shutDown(this.group);
				this.group = null;
			}
		}
	}

	private static void shutDown(EventLoopGroup group) {
		group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
	}

}
