// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * How Netty reaches the operating system, see {@link IoChoice}.
 *
 * @param name what it is called
 * @param handlers makes what the threads run
 * @param tcpChannel makes a connection over TCP
 * @param unixChannel makes a connection over a Unix domain socket
 * @param unixAddress makes the address of a Unix domain socket from its file
 * @param userTimeout the option for the user time-out in milliseconds, or null if there
 * is none
 * @param loopBuffers whether connections can read into {@link LoopBuffers}
 */
record Io(String name, IoHandlerFactory handlers, ChannelFactory<? extends Channel> tcpChannel,
		ChannelFactory<? extends Channel> unixChannel, Function<String, SocketAddress> unixAddress,
		@Nullable ChannelOption<Integer> userTimeout, boolean loopBuffers) {

	/** Through Java, which works everywhere. */
	static final Io NIO = new Io("nio", NioIoHandler.newFactory(), NioTcpChannel::new, NioDomainSocketChannel::new,
			UnixDomainSocketAddress::of, null, true);

}
