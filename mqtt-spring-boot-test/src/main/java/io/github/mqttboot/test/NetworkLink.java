// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;

/**
 * The way of one connection through the network, next to the socket in its pipeline.
 * Confined to the event loop of the connection.
 */
final class NetworkLink extends ChannelDuplexHandler {

	private final Channel channel;

	private final Consumer<Channel> broker;

	/** Whether the broker has been told of the connection. */
	private boolean accepted;

	private boolean holding;

	/** Whether the broker has closed the connection, which the client is not told. */
	private boolean closed;

	/**
	 * Makes one that passes on nothing yet.
	 * @param broker takes the connection
	 */
	NetworkLink(Channel channel, Consumer<Channel> broker) {
		this.channel = channel;
		this.broker = broker;
	}

	Channel channel() {
		return this.channel;
	}

	/** Passes on what was held back, and what comes. */
	void deliver() {
		this.holding = false;
		if (!this.accepted) {
			this.accepted = true;
			this.broker.accept(this.channel);
		}
		this.channel.flush();
		if (this.closed) {
			this.channel.close();
		}
		else {
			this.channel.config().setAutoRead(true);
		}
	}

	/**
	 * Leaves what the client sends in the socket, its end included, and what the broker
	 * sends in the buffer of the channel: so both find the other slow, and then stuck.
	 */
	void hold() {
		this.holding = true;
		this.channel.config().setAutoRead(false);
	}

	/** Ends the connection; the client sees "connection reset". */
	void cut() {
		this.holding = false;
		try {
			this.channel.config().setOption(ChannelOption.SO_LINGER, 0);
		}
		catch (ChannelException ex) {
			// the client was faster: the socket is closed
		}
		this.channel.close();
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		if (!this.holding) {
			context.flush();
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (!this.holding) {
			context.close(promise);
			return;
		}
		promise.trySuccess();
		if (!this.closed) {
			this.closed = true;
			context.executor().execute(context::fireChannelInactive);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (!this.closed) { // otherwise the broker knows
			context.fireChannelInactive();
		}
	}

}
