// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.NetworkOptions;
import io.github.mqttboot.transport.SocketOptions;
import io.github.mqttboot.transport.WebSocketOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** What the operating system is told, on real sockets. */
@ParameterizedClass
@ValueSource(strings = { "nio", "epoll" })
class SocketsIntegrationTests {

	private final Io io;

	private final EventLoopGroup group;

	/** Open until the test ends: a socket whose server is gone has no options. */
	private final ServerSocket server;

	SocketsIntegrationTests(String name) throws IOException {
		this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.io = Available.io(name);
		this.group = new MultiThreadIoEventLoopGroup(1, this.io.handlers());
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
		this.group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
	}

	private Channel connect(SocketOptions options) throws Exception {
		return connect(false, options);
	}

	private Channel connect(boolean secure, SocketOptions options) throws Exception {
		ConnectionRequest request = new ConnectionRequest(new Endpoint("localhost", this.server.getLocalPort(), secure),
				MqttVersion.V5, null, Duration.ofSeconds(10), 1000,
				new NetworkOptions(null, WebSocketOptions.DEFAULT, options));
		Sockets sockets = new Sockets(this.group.next(), this.io, request);
		return sockets.connect(this.server.getLocalSocketAddress(), Duration.ofSeconds(10)).sync().channel();
	}

	@Test
	void sendAtOnceAndProbeUnlessToldOtherwise() throws Exception {
		Channel channel = connect(SocketOptions.DEFAULT);

		assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
		assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
	}

	@Test
	void areAsTheOptionsSay() throws Exception {
		InetAddress bindAddress = InetAddress.getByName("127.0.0.3");
		Channel channel = connect(SocketOptions.builder()
			.noDelay(false)
			.keepAlive(false)
			.sendBufferSize(65_536)
			.receiveBufferSize(32_768)
			.bindAddress(bindAddress)
			.userTimeout(Duration.ofSeconds(42))
			.build());

		assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isFalse();
		assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isFalse();
		// Linux doubles them for its own use
		assertThat(channel.config().getOption(ChannelOption.SO_SNDBUF)).isIn(65_536, 131_072);
		assertThat(channel.config().getOption(ChannelOption.SO_RCVBUF)).isIn(32_768, 65_536);
		assertThat(((InetSocketAddress) channel.localAddress()).getAddress()).isEqualTo(bindAddress);
		if (this.io.userTimeout() != null) {
			assertThat(channel.config().getOption(this.io.userTimeout())).isEqualTo(42_000);
		}
	}

	@Test
	void readPacketsAndRecordsOfTlsIntoBuffersOfTheLoop() throws Exception {
		Channel plain = connect(false, SocketOptions.DEFAULT);
		Channel secure = connect(true, SocketOptions.DEFAULT);

		assertThat(plain.config().<RecvByteBufAllocator>getRecvByteBufAllocator())
			.isSameAs(LoopBuffers.Reading.OF_PACKETS);
		assertThat(secure.config().<RecvByteBufAllocator>getRecvByteBufAllocator())
			.isSameAs(LoopBuffers.Reading.OF_RECORDS);
	}

	@Test
	void cannotComeFromAnAddressOfAnotherMachine() throws Exception {
		SocketOptions options = SocketOptions.builder().bindAddress(InetAddress.getByName("192.0.2.1")).build();

		assertThatException().isThrownBy(() -> connect(options)).withMessageContaining("assign");
	}

}
