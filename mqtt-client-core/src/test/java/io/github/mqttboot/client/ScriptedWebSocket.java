// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.internal.codec.PacketDecoder;
import io.github.mqttboot.internal.codec.PacketEncoder;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server on a real socket that speaks HTTP and WebSocket frame by frame, as the test
 * says: the thread of the test is the server.
 */
final class ScriptedWebSocket implements AutoCloseable {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	/** Marks a frame as the last one of its message. */
	static final int LAST = 0x80;

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final MqttVersion version;

	private final ServerSocket server;

	private final List<MqttClient> clients = new ArrayList<>();

	private @Nullable Socket socket;

	/** The head of the last request, line by line. */
	private List<String> request = List.of();

	record Frame(int opcode, boolean masked, byte[] payload) {
	}

	ScriptedWebSocket(MqttVersion version) {
		this.version = version;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
			this.server.setSoTimeout((int) LIMIT.toMillis());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Options for a client of this server that does not connect again. */
	MqttClientOptions.Builder options(String pathAndQuery) {
		return MqttClientOptions.builder("ws://127.0.0.1:" + this.server.getLocalPort() + pathAndQuery)
			.clean(true)
			.version(this.version)
			.reconnect(ReconnectPolicy.never());
	}

	MqttClient client(MqttClientOptions.Builder options) {
		MqttClient client = MqttClient.create(options.build());
		this.clients.add(client);
		return client;
	}

	int port() {
		return this.server.getLocalPort();
	}

	/** Takes the next connection and its request. */
	List<String> accept() throws IOException {
		this.socket = this.server.accept();
		this.socket.setSoTimeout((int) LIMIT.toMillis());
		List<String> lines = new ArrayList<>();
		String line;
		while (!(line = line()).isEmpty()) {
			lines.add(line);
		}
		this.request = lines;
		return lines;
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next;
		while ((next = socket().getInputStream().read()) != '\n') {
			assertThat(next).isNotEqualTo(-1);
			if (next != '\r') {
				line.write(next);
			}
		}
		return line.toString(StandardCharsets.ISO_8859_1);
	}

	String header(String name) {
		return this.request.stream()
			.filter((line) -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
			.map((line) -> line.substring(name.length() + 2))
			.findFirst()
			.orElse("");
	}

	/** Agrees to the WebSocket. */
	void agree() throws IOException {
		send(agreement("Sec-WebSocket-Protocol: mqtt\r\n"));
	}

	byte[] agreement(String more) {
		return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + acceptance() + "\r\n" + more + "\r\n")
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	/** What proves that the request was understood (RFC 6455, section 4.2.2). */
	private String acceptance() {
		try {
			byte[] key = (header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
				.getBytes(StandardCharsets.ISO_8859_1);
			return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(key));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void send(byte[]... parts) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.write(part);
		}
		socket().getOutputStream().write(all.toByteArray());
	}

	/** A frame as servers send it: without a mask. */
	static byte[] frame(int finAndOpcode, byte[] payload) {
		ByteBuf frame = Unpooled.buffer().writeByte(finAndOpcode);
		if (payload.length < 126) {
			frame.writeByte(payload.length);
		}
		else {
			frame.writeByte(127).writeLong(payload.length);
		}
		return ByteBufUtil.getBytes(frame.writeBytes(payload));
	}

	void sendFrame(int finAndOpcode, byte[] payload) throws IOException {
		send(frame(finAndOpcode, payload));
	}

	byte[] bytes(Packet... packets) {
		ByteBuf out = Unpooled.buffer();
		for (Packet packet : packets) {
			new PacketEncoder(this.version).encode(packet, out, Long.MAX_VALUE);
		}
		return ByteBufUtil.getBytes(out);
	}

	/** The next frame of the client, unmasked. */
	Frame read() throws IOException {
		DataInputStream in = new DataInputStream(socket().getInputStream());
		int first = in.readUnsignedByte();
		int second = in.readUnsignedByte();
		int length = second & 0x7F;
		if (length == 126) {
			length = in.readUnsignedShort();
		}
		else if (length == 127) {
			length = Math.toIntExact(in.readLong());
		}
		boolean masked = (second & 0x80) != 0;
		byte[] mask = in.readNBytes(masked ? 4 : 0);
		byte[] payload = in.readNBytes(length);
		for (int i = 0; masked && i < payload.length; i++) {
			payload[i] ^= mask[i % 4];
		}
		return new Frame(first & 0x0F, masked, payload);
	}

	/** The packet in the next frame of the client. */
	Packet readPacket() throws IOException {
		Frame frame = read();
		assertThat(frame.opcode()).isEqualTo(BINARY);
		Packet packet = new PacketDecoder(this.version, Integer.MAX_VALUE)
			.decode(Unpooled.wrappedBuffer(frame.payload()));
		assertThat(packet).isNotNull();
		return packet;
	}

	/** The client has closed the connection. */
	void expectEnd() throws IOException {
		assertThat(socket().getInputStream().read()).isEqualTo(-1);
	}

	void hangUp() throws IOException {
		socket().close();
	}

	private Socket socket() {
		Socket socket = this.socket;
		if (socket == null) {
			throw new IllegalStateException("no client is connected");
		}
		return socket;
	}

	@Override
	public void close() throws IOException {
		this.clients.forEach(MqttClient::close);
		if (this.socket != null) {
			this.socket.close();
		}
		this.server.close();
	}

}
