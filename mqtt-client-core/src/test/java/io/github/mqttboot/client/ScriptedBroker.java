// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.internal.codec.Hex;
import io.github.mqttboot.internal.codec.PacketDecoder;
import io.github.mqttboot.internal.codec.PacketEncoder;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server on a real socket that does what the test says, packet by packet or byte by
 * byte, and nothing of its own accord: the thread of the test is the server. It speaks
 * with one client at a time, the one it accepted last.
 */
final class ScriptedBroker implements AutoCloseable {

	/** How long anything may take that is expected to happen. */
	private static final Duration LIMIT = TestClients.LIMIT;

	private final MqttVersion version;

	private final ServerSocket server;

	private final List<MqttClient> clients = new ArrayList<>();

	private @Nullable Socket socket;

	/** What has come from the client and was not looked at. */
	private ByteBuf received = Unpooled.buffer();

	private PacketDecoder decoder;

	ScriptedBroker(MqttVersion version) {
		this.version = version;
		this.decoder = new PacketDecoder(version, Integer.MAX_VALUE);
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
			this.server.setSoTimeout((int) LIMIT.toMillis());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	MqttVersion version() {
		return this.version;
	}

	boolean isV5() {
		return this.version == MqttVersion.V5;
	}

	int port() {
		return this.server.getLocalPort();
	}

	// clients

	/** A client of this server that reconnects at once; closed with the server. */
	MqttClient client(UnaryOperator<MqttClientOptions.Builder> more) {
		MqttClientOptions.Builder options = MqttClientOptions.builder("127.0.0.1:" + port())
			.clean(false)
			.clientId("me")
			.version(this.version)
			.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(1)));
		MqttClient client = MqttClient.create(more.apply(options).build());
		this.clients.add(client);
		return client;
	}

	/** A client that is connected, and reconnects at once if it must. */
	MqttClient connect() {
		return connect((options) -> options);
	}

	MqttClient connect(UnaryOperator<MqttClientOptions.Builder> more) {
		return connect(more, PacketProperties.NONE);
	}

	/** A client that is connected with these properties in CONNACK. */
	MqttClient connect(UnaryOperator<MqttClientOptions.Builder> more, PacketProperties properties) {
		MqttClient client = client(more);
		CompletableFuture<ConnAck> connecting = client.connect();
		accept();
		expect(Connect.class);
		send(new ConnAck(false, ReasonCode.SUCCESS, properties));
		result(connecting);
		return client;
	}

	static <T> T result(CompletableFuture<T> future) {
		return future.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	static Throwable failure(CompletableFuture<?> future) {
		try {
			result(future);
		}
		catch (CompletionException ex) {
			Throwable cause = ex.getCause();
			assertThat(cause).isInstanceOf(MqttException.class);
			return Objects.requireNonNull(cause);
		}
		throw new AssertionError("the future must fail, succeeded");
	}

	// connections

	/** Takes the next connection; what comes from the one before is forgotten. */
	void accept() {
		try {
			this.socket = this.server.accept();
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout((int) LIMIT.toMillis());
			this.received = Unpooled.buffer();
			this.decoder = new PacketDecoder(this.version, Integer.MAX_VALUE);
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("no client connected", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Takes the next connection and accepts the session. */
	void acceptSession(boolean sessionPresent) {
		accept();
		expect(Connect.class);
		send(connAck(sessionPresent));
	}

	static ConnAck connAck(boolean sessionPresent) {
		return new ConnAck(sessionPresent, ReasonCode.SUCCESS, PacketProperties.NONE);
	}

	/** Closes the connection in order: all that was sent arrives. */
	void hangUp() {
		closeSocket(false);
	}

	/** Breaks the connection off. */
	void reset() {
		closeSocket(true);
	}

	private void closeSocket(boolean abruptly) {
		Socket socket = socket();
		this.socket = null;
		try {
			if (abruptly) {
				socket.setSoLinger(true, 0);
			}
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Socket socket() {
		Socket socket = this.socket;
		if (socket == null) {
			throw new IllegalStateException("no client is connected");
		}
		return socket;
	}

	// sending

	/** Sends packets in one segment. */
	void send(Packet... packets) {
		sendBytes(bytes(packets));
	}

	void sendBytes(String hex) {
		sendBytes(Hex.bytes(hex));
	}

	void sendBytes(byte[] bytes) {
		try {
			socket().getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Sends packets in as many segments as they have bytes. */
	void sendByteByByte(Packet... packets) {
		for (byte one : bytes(packets)) {
			sendBytes(new byte[] { one });
		}
	}

	/** Sends the beginning of a packet and closes the connection. */
	void sendAndHangUp(Packet packet, int bytes) {
		sendBytes(Arrays.copyOf(bytes(packet), bytes));
		hangUp();
	}

	/** What packets look like on the way to the client. */
	byte[] bytes(Packet... packets) {
		ByteBuf out = Unpooled.buffer();
		PacketEncoder encoder = new PacketEncoder(this.version);
		for (Packet packet : packets) {
			encoder.encode(packet, out, Long.MAX_VALUE);
		}
		return ByteBufUtil.getBytes(out);
	}

	// receiving

	/** The next packet of the client, which must be of this type. */
	<P extends Packet> P expect(Class<P> type) {
		Packet packet = read();
		if (packet == null) {
			throw new AssertionError("expected " + type.getSimpleName() + ", but the client closed the connection");
		}
		assertThat(packet).isInstanceOf(type);
		return type.cast(packet);
	}

	/** The next packets of the client, which must be these. */
	void expect(Packet... packets) {
		for (Packet packet : packets) {
			assertThat(read()).isEqualTo(packet);
		}
	}

	/** The client closes the connection and sends nothing before. */
	void expectClosed() {
		assertThat(read()).as("packet before the end of the connection").isNull();
		this.socket = null;
	}

	/**
	 * The client closes the connection because of a fault of the server; MQTT 5 says
	 * which one, MQTT 3.1.1 cannot.
	 */
	void expectClosed(ReasonCode reasonCode) {
		if (isV5()) {
			assertThat(expect(Disconnect.class).reasonCode()).isEqualTo(reasonCode);
		}
		expectClosed();
	}

	/** Breaks the connection off when the client has sent so many bytes. */
	void cutAfter(int bytes) {
		while (this.received.readableBytes() < bytes) {
			if (!fill()) {
				throw new AssertionError("the client closed the connection after " + this.received.readableBytes());
			}
		}
		reset();
	}

	private @Nullable Packet read() {
		Packet packet;
		while ((packet = this.decoder.decode(this.received)) == null) {
			if (!fill()) {
				return null;
			}
		}
		return packet;
	}

	/** Waits for bytes; false if the connection ends instead. */
	private boolean fill() {
		byte[] some = new byte[8192];
		try {
			int count = socket().getInputStream().read(some);
			if (count > 0) {
				this.received.writeBytes(some, 0, count);
			}
			return count > 0;
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("the client sent nothing within " + LIMIT, ex);
		}
		catch (SocketException ex) {
			return false; // the client closed it while it had not read everything
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// proof

	/** The client has connected again by itself, and works. */
	void expectReconnected(MqttClient client) {
		acceptSession(false);
		expectAlive(client);
	}

	/** The client on this connection works. */
	void expectAlive(MqttClient client) {
		MqttMessage message = MqttMessage.builder("alive").qos(QoS.AT_LEAST_ONCE).build();
		CompletableFuture<?> publishing = client.publish(message);
		Publish publish = expect(Publish.class);
		assertThat(publish.message()).isEqualTo(message);
		send(new PubAck(publish.packetId()));
		result(publishing);
	}

	@Override
	public void close() {
		if (this.socket != null) {
			reset();
		}
		this.clients.forEach(MqttClient::close);
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
