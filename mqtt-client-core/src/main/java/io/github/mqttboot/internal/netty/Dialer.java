// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

import org.jspecify.annotations.Nullable;

/**
 * Tries the addresses of a server in turn until one answers. Each may take its share of
 * the time that is left, so that one that is silent leaves some to the others. Confined
 * to the loop.
 */
final class Dialer {

	private final Sockets sockets;

	private final long deadline;

	private final BiConsumer<@Nullable Channel, @Nullable Throwable> result;

	private final Queue<SocketAddress> untried;

	private @Nullable Channel channel;

	private @Nullable Throwable lastFailure;

	private boolean ended;

	/**
	 * Makes a dialer.
	 * @param sockets makes the sockets
	 * @param targets the addresses, in the order to try
	 * @param deadline until when to have an answer, by {@link System#nanoTime()}
	 * @param result takes the open channel, or why there is none
	 */
	Dialer(Sockets sockets, List<SocketAddress> targets, long deadline,
			BiConsumer<@Nullable Channel, @Nullable Throwable> result) {
		this.sockets = sockets;
		this.untried = new ArrayDeque<>(targets);
		this.deadline = deadline;
		this.result = result;
	}

	void dial() {
		SocketAddress target = this.untried.poll();
		if (target == null) {
			this.ended = true;
			this.result.accept(null, this.lastFailure);
			return;
		}
		ChannelFuture connecting = this.sockets.connect(target, share());
		this.channel = connecting.channel();
		connecting.addListener((ChannelFuture future) -> connected(future));
	}

	/** The last address needs no limit of its own: the whole attempt has one. */
	private Duration share() {
		if (this.untried.isEmpty()) {
			return Duration.ZERO;
		}
		long left = (this.deadline - System.nanoTime()) / (this.untried.size() + 1);
		return Duration.ofNanos(Math.max(left, 1_000_000));
	}

	private void connected(ChannelFuture future) {
		if (this.ended) {
			future.channel().close();
		}
		else if (future.isSuccess()) {
			this.ended = true;
			this.result.accept(future.channel(), null);
		}
		else {
			this.lastFailure = future.cause();
			dial();
		}
	}

	/** Gives up; nobody is told. */
	void cancel() {
		if (!this.ended && this.channel != null) {
			this.channel.close();
		}
		this.ended = true;
	}

}
