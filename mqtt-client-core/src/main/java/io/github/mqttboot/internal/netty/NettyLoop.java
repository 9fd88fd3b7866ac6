// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.TransportLoop;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ScheduledFuture;

/** One of Netty's event loops, as one client sees it. */
final class NettyLoop implements TransportLoop {

	private final SingleThreadEventLoop eventLoop;

	private final Io io;

	private final Resolver resolver;

	private final Runnable onClose;

	private final AtomicBoolean closed = new AtomicBoolean();

	NettyLoop(SingleThreadEventLoop eventLoop, Io io, Resolver resolver, Runnable onClose) {
		this.eventLoop = eventLoop;
		this.io = io;
		this.resolver = resolver;
		this.onClose = onClose;
	}

	@Override
	public void execute(Runnable task) {
		this.eventLoop.execute(task);
	}

	/**
	 * Netty runs everything in its queue before it looks at the connections, also what is
	 * added meanwhile, and then what was left for the end of the round.
	 */
	@Override
	public void executeAfterReading(Runnable task) {
		this.eventLoop.executeAfterEventLoopIteration(() -> this.eventLoop.execute(task));
	}

	@Override
	public boolean inLoop() {
		return this.eventLoop.inEventLoop();
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Cancellation schedule(Duration delay, Runnable task) {
		ScheduledFuture<?> scheduled = this.eventLoop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		return () -> scheduled.cancel(false);
	}

	@Override
	public Cancellation connect(ConnectionRequest request, ConnectionHandler handler) {
		ConnectionAttempt attempt = new ConnectionAttempt(this.eventLoop, this.io, this.resolver, request, handler);
		attempt.start();
		return attempt;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.onClose.run();
		}
	}

}
