// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.client.ScriptedWebSocket.Frame;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.WebSocketOptions;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.mqttboot.client.ScriptedWebSocket.BINARY;
import static io.github.mqttboot.client.ScriptedWebSocket.CLOSE;
import static io.github.mqttboot.client.ScriptedWebSocket.CONTINUATION;
import static io.github.mqttboot.client.ScriptedWebSocket.LAST;
import static io.github.mqttboot.client.ScriptedWebSocket.PING;
import static io.github.mqttboot.client.ScriptedWebSocket.PONG;
import static io.github.mqttboot.client.ScriptedWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource
class WebSocketFlowTests {

	@AutoClose
	private final ScriptedWebSocket server;

	WebSocketFlowTests(MqttVersion version) {
		this.server = new ScriptedWebSocket(version);
	}

	private MqttClient connect() throws IOException {
		MqttClient client = this.server.client(this.server.options(""));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.server.accept();
		this.server.agree();
		assertThat(this.server.readPacket()).isInstanceOf(Connect.class);
		this.server.sendFrame(LAST | BINARY, this.server.bytes(ScriptedBroker.connAck(false)));
		ScriptedBroker.result(connecting);
		return client;
	}

	@Test // [MQTT-6.0.0-3], [v3 MQTT-6.0.0-3]
	void offersTheSubProtocolMqtt() throws IOException {
		this.server.client(this.server.options("")).connect();

		assertThat(this.server.accept().get(0)).isEqualTo("GET /mqtt HTTP/1.1");
		assertThat(this.server.header("Sec-WebSocket-Protocol")).isEqualTo("mqtt");
		assertThat(this.server.header("Host")).isEqualTo("127.0.0.1:" + this.server.port());
		assertThat(this.server.header("Upgrade")).isEqualTo("websocket");
	}

	@Test
	void sendsPathQueryAndHeadersAsConfigured() throws IOException {
		this.server
			.client(this.server.options("/a%20b/?token=x%3D&y")
				.webSocket(new WebSocketOptions("mqttv3.1", Map.of("Authorization", "Bearer x", "Origin", "http://o"))))
			.connect();

		assertThat(this.server.accept().get(0)).isEqualTo("GET /a%20b/?token=x%3D&y HTTP/1.1");
		assertThat(this.server.header("Authorization")).isEqualTo("Bearer x");
		assertThat(this.server.header("Origin")).isEqualTo("http://o");
		assertThat(this.server.header("Sec-WebSocket-Protocol")).isEqualTo("mqttv3.1");
	}

	@Test // [MQTT-6.0.0-1], [v3 MQTT-6.0.0-1]
	void sendsPacketsInMaskedBinaryFrames() throws IOException {
		MqttClient client = connect();
		byte[] big = new byte[100_000];
		Arrays.fill(big, (byte) 7);

		client.publish(MqttMessage.builder("small").payload("x").build());
		Frame small = this.server.read();
		client.publish(MqttMessage.builder("big").payload(big).build());
		Frame head = this.server.read();
		Frame payload = this.server.read();

		assertThat(small.opcode()).isEqualTo(BINARY);
		assertThat(small.masked()).isTrue();
		assertThat(new String(small.payload(), StandardCharsets.UTF_8)).contains("small");
		assertThat(head.opcode()).isEqualTo(BINARY);
		assertThat(payload.opcode()).isEqualTo(BINARY);
		assertThat(payload.payload()).isEqualTo(big);
	}

	@Test // [MQTT-6.0.0-2], [v3 MQTT-6.0.0-2]
	void takesPacketsWhereverFramesEnd() throws IOException {
		MqttClient client = connect();
		ReceivedMessages received = new ReceivedMessages();
		client.on(MqttEvent.MessageReceived.class, (event) -> received.handle(event.delivery()));
		byte[] two = this.server.bytes(publish("one"), publish("two"));

		for (byte single : two) {
			this.server.sendFrame(LAST | BINARY, new byte[] { single });
		}
		this.server.sendFrame(BINARY, Arrays.copyOf(two, 3));
		this.server.sendFrame(CONTINUATION, new byte[0]);
		this.server.sendFrame(LAST | CONTINUATION, Arrays.copyOfRange(two, 3, two.length));
		this.server.sendFrame(LAST | BINARY, two);

		assertThat(received.nextPayloads(6)).containsExactly("one", "two", "one", "two", "one", "two");
	}

	@Test
	void takesAFrameOfManyMebibytes() throws IOException {
		MqttClient client = connect();
		ReceivedMessages received = new ReceivedMessages();
		client.on(MqttEvent.MessageReceived.class, (event) -> received.handle(event.delivery()));
		String big = "x".repeat(8 * 1024 * 1024); // two and their heads fit the frame

		this.server.sendFrame(LAST | BINARY, this.server.bytes(publish(big), publish(big)));

		assertThat(received.nextPayloads(2)).containsExactly(big, big);
	}

	private static Publish publish(String payload) {
		return new Publish(MqttMessage.builder("t").payload(payload).build(), false, 0);
	}

	@Test
	void takesFramesThatComeWithTheAnswerOfTheHandshake() throws IOException {
		MqttClient client = this.server.client(this.server.options(""));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.server.accept();

		this.server.send(this.server.agreement("Sec-WebSocket-Protocol: mqtt\r\n"),
				ScriptedWebSocket.frame(LAST | PING, new byte[] { 1, 2 }));
		List<Frame> answers = List.of(this.server.read(), this.server.read());
		this.server.sendFrame(LAST | BINARY, this.server.bytes(ScriptedBroker.connAck(false)));

		assertThat(answers).extracting(Frame::opcode).containsExactlyInAnyOrder(BINARY, PONG);
		ScriptedBroker.result(connecting);
	}

	@Test
	void answersPingsAndOverlooksPongs() throws IOException {
		MqttClient client = connect();

		this.server.sendFrame(LAST | PONG, new byte[0]);
		this.server.sendFrame(LAST | PING, new byte[] { 9 });

		Frame pong = this.server.read();
		assertThat(pong.opcode()).isEqualTo(PONG);
		assertThat(pong.payload()).containsExactly(9);
		CompletableFuture<?> publishing = client.publish(MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).build());
		Publish publish = (Publish) this.server.readPacket();
		this.server.sendFrame(LAST | BINARY, this.server.bytes(new PubAck(publish.packetId())));
		ScriptedBroker.result(publishing);
	}

	@Test // [MQTT-6.0.0-1], [v3 MQTT-6.0.0-1]
	void endsTheConnectionAfterATextFrame() throws IOException {
		assertEndsWith(ReasonCode.PROTOCOL_ERROR, "frames of a WebSocket must be binary, one was text",
				ScriptedWebSocket.frame(LAST | TEXT, "\u00d0\u0000".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void endsTheConnectionAfterAFrameThatIsMalformed() throws IOException {
		assertEndsWith(ReasonCode.MALFORMED_PACKET, "frame of the WebSocket: RSV != 0", new byte[] { (byte) 0xF2, 0 });
	}

	@Test
	void endsTheConnectionAtTheHeadOfAFrameThatIsTooBig() throws IOException {
		assertEndsWith(ReasonCode.PACKET_TOO_LARGE, "frame of the WebSocket: Max frame length",
				new byte[] { (byte) 0x82, 127, 0, 0, 0, 0, 0x7F, 0, 0, 0 });
	}

	private void assertEndsWith(ReasonCode reasonCode, String rule, byte[] bytes) throws IOException {
		RecordedEvents events = RecordedEvents.of(connect());

		this.server.send(bytes);

		assertThat(events.next(MqttEvent.Disconnected.class).cause())
			.isInstanceOfSatisfying(MqttProtocolException.class, (cause) -> {
				assertThat(cause.reasonCode()).isEqualTo(reasonCode);
				assertThat(cause).hasMessageContaining(rule);
			});
	}

	@Test
	void tellsWhyTheServerClosedTheWebSocket() throws IOException {
		RecordedEvents events = RecordedEvents.of(connect());

		this.server.sendFrame(LAST | CLOSE, new byte[] { 0x03, (byte) 0xF0, 'n', 'o' });

		assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("the server closed the WebSocket: 1008 no");
		assertThat(this.server.read().opcode()).isEqualTo(CLOSE);
		this.server.expectEnd();
	}

	@Test
	void saysGoodbyeInBothProtocols() throws IOException {
		MqttClient client = connect();

		CompletableFuture<Void> disconnecting = client.disconnect();

		assertThat(this.server.readPacket()).isInstanceOf(Disconnect.class);
		Frame close = this.server.read();
		assertThat(close.opcode()).isEqualTo(CLOSE);
		assertThat(close.payload()).containsExactly(0x03, 0xE8); // 1000, normal
		this.server.expectEnd();
		ScriptedBroker.result(disconnecting);
	}

	@Test
	void closesInBoundedTimeEvenIfTheServerReadsNothing() throws IOException {
		MqttClient client = this.server.client(this.server.options("").disconnectTimeout(Duration.ofMillis(100)));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.server.accept();
		this.server.agree();
		this.server.readPacket();
		this.server.sendFrame(LAST | BINARY, this.server.bytes(ScriptedBroker.connAck(false)));
		ScriptedBroker.result(connecting);
		MqttMessage big = MqttMessage.builder("t").payload(new byte[8 * 1024 * 1024]).build();
		for (int i = 0; i < 4; i++) {
			client.publish(big); // more than any buffer of the network
		}

		ScriptedBroker.result(client.disconnect());
	}

	@Nested
	class Refused {

		private void assertFails(MqttClientOptions.Builder options, String message, Script script) {
			MqttClient client = WebSocketFlowTests.this.server.client(options);
			CompletableFuture<ConnAck> connecting = client.connect();
			try {
				script.run();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
			assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttConnectionException.class)
				.hasMessage("could not connect to ws://127.0.0.1:" + WebSocketFlowTests.this.server.port() + "/mqtt"
						+ message);
		}

		@ParameterizedTest
		@CsvSource({ "401 Unauthorized", "403 Forbidden", "404 Not Found", "302 Found", "200 OK" })
		void isWithTheHttpStatus(String status) {
			ScriptedWebSocket server = WebSocketFlowTests.this.server;
			assertFails(server.options(""), ": the server refused the WebSocket with HTTP status " + status, () -> {
				server.accept();
				server.send(("HTTP/1.1 " + status + "\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000))
					.getBytes(StandardCharsets.ISO_8859_1));
			});
		}

		@ParameterizedTest // [MQTT-6.0.0-4]
		@CsvSource({ "'', chose none", "'Sec-WebSocket-Protocol: stomp\r\n', 'chose \"stomp\"'" })
		void isIfTheServerChoosesAnotherSubProtocol(String header, String chosen) {
			ScriptedWebSocket server = WebSocketFlowTests.this.server;
			assertFails(server.options(""),
					": the server must choose the sub-protocol mqtt of the WebSocket, " + chosen, () -> {
						server.accept();
						server.send(server.agreement(header));
					});
		}

		@Test
		void isIfTheServerHasNotUnderstood() {
			ScriptedWebSocket server = WebSocketFlowTests.this.server;
			MqttClient client = server.client(server.options(""));
			CompletableFuture<ConnAck> connecting = client.connect();
			assertThat(ScriptedBroker.failure(answer(connecting, """
					HTTP/1.1 101 Switching Protocols\r
					Upgrade: websocket\r
					Connection: Upgrade\r
					Sec-WebSocket-Protocol: mqtt\r
					Sec-WebSocket-Accept: wrong\r
					\r
					"""))).isInstanceOf(MqttConnectionException.class).hasMessageContaining("challenge");
		}

		private CompletableFuture<ConnAck> answer(CompletableFuture<ConnAck> connecting, String answer) {
			try {
				WebSocketFlowTests.this.server.accept();
				WebSocketFlowTests.this.server.send(answer.getBytes(StandardCharsets.ISO_8859_1));
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
			return connecting;
		}

		@Test
		void isIfTheServerDoesNotSpeakHttp() {
			ScriptedWebSocket server = WebSocketFlowTests.this.server;
			assertFails(server.options(""), ": the server does not answer in HTTP", () -> {
				server.accept();
				server.send("SSH-2.0-OpenSSH_9.2\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			});
		}

		@Test
		void isIfTheServerHangsUp() {
			ScriptedWebSocket server = WebSocketFlowTests.this.server;
			assertFails(server.options(""), ": the server closed the connection when it was asked for a WebSocket",
					() -> {
						server.accept();
						server.hangUp();
					});
		}

		@Test
		void isIfTheServerIsSilent() {
			assertFails(WebSocketFlowTests.this.server.options("").connectTimeout(Duration.ofMillis(100)),
					": no connection within 100 ms", () -> {
					});
		}

		@Test
		void isWithoutTheQueryThatMayBeASecret() {
			ScriptedWebSocket server = WebSocketFlowTests.this.server;
			assertFails(
					server.options("/mqtt?token=secret")
						.webSocket(WebSocketOptions.DEFAULT.withHeader("Authorization", "secret")),
					"?***: the server refused the WebSocket with HTTP status 401 x", () -> {
						server.accept();
						server.send("HTTP/1.1 401 x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
					});
		}

	}

	@FunctionalInterface
	private interface Script {

		void run() throws IOException;

	}

}
