// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.transport.TlsOptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server sees of a client, and what its refusals look like. */
class TlsWireTests {

	@AutoClose
	@SuppressWarnings("NullAway.Init")
	private ServerSocket server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.server.setSoTimeout((int) TestClients.LIMIT.toMillis());
	}

	private ClientHello hello(String host, TlsOptions tls) throws IOException {
		try (MqttClient client = client(host, tls)) {
			client.connect();
			try (Socket socket = this.server.accept()) {
				return ClientHello.read(socket.getInputStream());
			}
		}
	}

	private MqttClient client(String host, TlsOptions tls) {
		return MqttClient.create(MqttClientOptions.builder("mqtts://" + host + ":" + this.server.getLocalPort())
			.clean(true)
			.tls(tls)
			.reconnect(ReconnectPolicy.never())
			.build());
	}

	@Test
	void asksForTheHost() throws IOException {
		assertThat(hello("localhost", TlsOptions.DEFAULT)).isEqualTo(new ClientHello("localhost", List.of()));
	}

	@Test
	void asksForNoAddress() throws IOException {
		assertThat(hello("127.0.0.1", TlsOptions.DEFAULT).serverName()).isNull();
	}

	@Test
	void asksForTheNameThatIsWanted() throws IOException {
		TlsOptions tls = TlsOptions.builder().serverName("broker.example").build();

		assertThat(hello("127.0.0.1", tls).serverName()).isEqualTo("broker.example");
	}

	@Test
	void offersApplicationProtocolsInOrder() throws IOException {
		TlsOptions tls = TlsOptions.builder().applicationProtocols(List.of("x-amzn-mqtt-ca", "mqtt")).build();

		assertThat(hello("localhost", tls).applicationProtocols()).containsExactly("x-amzn-mqtt-ca", "mqtt");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			112 | the server does not know the name broker.example
			120 | the server speaks none of the application protocols [mqtt]
			70  | the server speaks none of the TLS versions offered
			40  | the server accepts none of the TLS versions and cipher suites offered
			80  | the server refused TLS: internal_error
			""")
	void alertsArePutIntoWords(int alert, String words) throws IOException {
		TlsOptions tls = TlsOptions.builder()
			.serverName("broker.example")
			.applicationProtocols(List.of("mqtt"))
			.build();
		try (MqttClient client = client("localhost", tls)) {
			CompletableFuture<?> connecting = client.connect();
			try (Socket socket = this.server.accept()) {
				ClientHello.read(socket.getInputStream());
				OutputStream out = socket.getOutputStream();
				out.write(new byte[] { 21, 3, 3, 0, 2, 2, (byte) alert }); // fatal
				out.flush();

				assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttConnectionException.class)
					.hasMessage("could not connect to mqtts://localhost:" + this.server.getLocalPort() + ": " + words);
			}
		}
	}

	@Test
	void aServerThatDoesNotSpeakTlsIsTold() throws IOException {
		try (MqttClient client = client("localhost", TlsOptions.DEFAULT)) {
			CompletableFuture<?> connecting = client.connect();
			try (Socket socket = this.server.accept()) {
				socket.getOutputStream().write(new byte[] { 0x20, 2, 0, 0, 0, 0, 0 });
				socket.getOutputStream().flush();

				assertThat(ScriptedBroker.failure(connecting))
					.hasMessageEndingWith(": the server does not speak TLS on this port");
			}
		}
	}

}
