// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.ChannelId;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Netty's channel on a socket of Java, but with a number for its identifier. Netty's own
 * is unique in the world: before the first one it asks the management of the runtime for
 * the process and the system for its network cards, which delays the first connection of
 * a program by some 20 ms.
 */
final class NioTcpChannel extends NioSocketChannel {

	private static final AtomicLong NUMBERS = new AtomicLong();

	@Override
	protected ChannelId newId() {
		return new Number(NUMBERS.incrementAndGet());
	}

	/** Unique among these channels. */
	private record Number(long value) implements ChannelId {

		@Override
		public String asShortText() {
			return Long.toString(this.value);
		}

		@Override
		public String asLongText() {
			return asShortText();
		}

		@Override
		public int compareTo(ChannelId other) {
			return (other instanceof Number that) ? Long.compare(this.value, that.value)
					: asLongText().compareTo(other.asLongText());
		}

	}

}
