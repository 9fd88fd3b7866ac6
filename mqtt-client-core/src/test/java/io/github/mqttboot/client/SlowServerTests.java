// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.transport.ProxyOptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that goes on sending one byte after the other holds nobody up for ever. */
@Timeout(60)
class SlowServerTests {

	private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(700);

	private static final Duration CONNACK_TIMEOUT = Duration.ofMillis(800);

	@AutoClose
	@SuppressWarnings("NullAway.Init")
	private ServerSocket server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	/** Sends a beginning and then always the same, until the client leaves. */
	private void drip(String beginning, char more) {
		Thread thread = new Thread(() -> {
			try (Socket socket = this.server.accept()) {
				OutputStream out = socket.getOutputStream();
				out.write(beginning.getBytes(StandardCharsets.ISO_8859_1));
				while (true) {
					out.write(more);
					TimeUnit.MILLISECONDS.sleep(20);
				}
			}
			catch (IOException | InterruptedException ex) {
				// the client has left
			}
		}, "server");
		thread.setDaemon(true);
		thread.start();
	}

	private Throwable failure(String scheme, UnaryOperator<MqttClientOptions.Builder> more) {
		MqttClientOptions.Builder options = MqttClientOptions
			.builder(scheme + "://localhost:" + this.server.getLocalPort())
			.clean(true)
			.version(MqttVersion.V5)
			.connectTimeout(CONNECT_TIMEOUT)
			.connAckTimeout(CONNACK_TIMEOUT)
			.reconnect(ReconnectPolicy.never());
		try (MqttClient client = MqttClient.create(more.apply(options).build())) {
			CompletableFuture<?> connecting = client.connect();
			return ScriptedBroker.failure(connecting);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtts", "wss" })
	void aHandshakeOfTlsEndsWithTheAttempt(String scheme) {
		drip("\u0016\u0003\u0003\u003f\u00ff\u0002\u0000\u003f\u00fb", '\u0003');

		assertThat(failure(scheme, (options) -> options)).isInstanceOf(MqttConnectionException.class)
			.hasMessageEndingWith(": no connection within 700 ms");
	}

	@Test
	void aHandshakeOfAWebSocketEndsWithTheAttempt() {
		drip("HTTP/1.1 101 Switching Protocols\r\nX-Slow: ", 'x');

		assertThat(failure("ws", (options) -> options)).isInstanceOf(MqttConnectionException.class)
			.hasMessageEndingWith(": no connection within 700 ms");
	}

	@Test
	void aHandshakeOfAProxyEndsWithTheAttempt() {
		drip("HTTP/1.1 200 OK\r\nX-Slow: ", 'x');
		ProxyOptions proxy = ProxyOptions.of(ProxyOptions.Type.HTTP, "localhost", this.server.getLocalPort());

		assertThat(failure("mqtt", (options) -> options.proxy(proxy))).isInstanceOf(MqttConnectionException.class)
			.hasMessageEndingWith(": no connection within 700 ms");
	}

	@Test
	void anAnswerToConnectHasItsTime() {
		drip("\u0020\u00ff\u007f", '\u0000');

		assertThat(failure("mqtt", (options) -> options)).isInstanceOf(MqttTimeoutException.class)
			.hasMessageEndingWith(" within 800 ms");
	}

}
