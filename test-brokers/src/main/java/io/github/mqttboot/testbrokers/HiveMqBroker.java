// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ Community Edition in this JVM. It takes some seconds to start, so share it where
 * a test does not stop it, see {@link SharedBrokers}.
 * <p>
 * Being in the same JVM it cannot be killed, only stopped. It does so with DISCONNECT to
 * its MQTT 5 clients; put a {@link TcpProxy} in between to cut connections.
 * <p>
 * With MQTT 5 its users may also prove who they are by SCRAM-SHA-256.
 * <p>
 * Its jar has a {@code logback.xml} that prints a lot: tests that use it bring a
 * {@code logback-test.xml} of their own.
 */
public final class HiveMqBroker implements TestBroker {

	private static final String HOST = "localhost";

	private static final String WEB_SOCKET = """
			<path>/mqtt</path>
			<subprotocols>
				<subprotocol>mqtt</subprotocol>
			</subprotocols>
			""";

	private final BrokerOptions options;

	private final TemporaryDirectory directory = TemporaryDirectory.create("hivemq");

	private final int port = FreePorts.next();

	private final int tlsPort = FreePorts.next();

	private final int mutualTlsPort = FreePorts.next();

	private final int webSocketPort = FreePorts.next();

	private final int secureWebSocketPort = FreePorts.next();

	private @Nullable EmbeddedHiveMQ server;

	/**
	 * Makes a broker; {@link #start()} starts it.
	 * @param options whom it lets in
	 */
	public HiveMqBroker(BrokerOptions options) {
		this.options = options;
		try {
			Files.writeString(this.directory.subdirectory("conf").resolve("config.xml"), configuration());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String configuration() {
		return """
				<hivemq>
					<listeners>
						<tcp-listener>
							<port>%d</port>
							<bind-address>127.0.0.1</bind-address>
						</tcp-listener>
						<websocket-listener>
							<port>%d</port>
							<bind-address>127.0.0.1</bind-address>
							%s
						</websocket-listener>
						%s
					</listeners>
					<mqtt>
						<queued-messages>
							<max-queue-size>100000</max-queue-size>
						</queued-messages>
					</mqtt>
					<persistence>
						<mode>%s</mode>
					</persistence>
					<anonymous-usage-statistics>
						<enabled>false</enabled>
					</anonymous-usage-statistics>
				</hivemq>
				""".formatted(this.port, this.webSocketPort, WEB_SOCKET, tlsListeners(),
				this.options.persistent() ? "file" : "in-memory");
	}

	private String tlsListeners() {
		TestCertificates certificates = this.options.certificates();
		if (certificates == null) {
			return "";
		}
		Path keyStore = certificates.server(HOST).keyStore();
		return tlsListener("tls-tcp-listener", this.tlsPort, tls(keyStore, ""))
				+ tlsListener("tls-tcp-listener", this.mutualTlsPort, tls(keyStore, """
						<client-authentication-mode>REQUIRED</client-authentication-mode>
						<truststore>
							<path>%s</path>
							<password>%s</password>
						</truststore>
						""".formatted(certificates.trustStore(), TestCertificates.PASSWORD)))
				+ tlsListener("tls-websocket-listener", this.secureWebSocketPort, tls(keyStore, "") + WEB_SOCKET);
	}

	private static String tlsListener(String kind, int port, String more) {
		return """
				<%s>
					<port>%d</port>
					<bind-address>127.0.0.1</bind-address>
					%s
				</%s>
				""".formatted(kind, port, more, kind);
	}

	private static String tls(Path keyStore, String clientAuthentication) {
		return """
				<tls>
					<keystore>
						<path>%s</path>
						<password>%s</password>
						<private-key-password>%s</private-key-password>
					</keystore>
					%s
				</tls>
				""".formatted(keyStore, TestCertificates.PASSWORD, TestCertificates.PASSWORD, clientAuthentication);
	}

	@Override
	public void start() {
		if (this.server != null) {
			throw new IllegalStateException("the broker runs already");
		}
		EmbeddedHiveMQ started = EmbeddedHiveMQ.builder()
			.withConfigurationFolder(this.directory.subdirectory("conf"))
			.withDataFolder(this.directory.subdirectory("data"))
			.withExtensionsFolder(this.directory.subdirectory("extensions"))
			.withEmbeddedExtension(authentication())
			.withoutLoggingBootstrap()
			.build();
		started.start().join();
		this.server = started;
		Readiness.await(HOST, this.port);
	}

	private EmbeddedExtension authentication() {
		return EmbeddedExtension.builder()
			.withId("test-authentication")
			.withName("Lets in whom the test wants")
			.withVersion("1")
			.withAuthor("mqtt-spring-boot")
			.withPriority(0)
			.withStartPriority(1_000)
			.withExtensionMain(new HiveMqAuthentication(this.options))
			.build();
	}

	@Override
	public void stop() {
		EmbeddedHiveMQ running = this.server;
		if (running != null) {
			running.stop().join();
			this.server = null;
		}
	}

	@Override
	public void kill() {
		stop();
	}

	@Override
	public String host() {
		return HOST;
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public int tlsPort() {
		return withCertificates(this.tlsPort);
	}

	@Override
	public int mutualTlsPort() {
		return withCertificates(this.mutualTlsPort);
	}

	@Override
	public int webSocketPort() {
		return this.webSocketPort;
	}

	@Override
	public int secureWebSocketPort() {
		return withCertificates(this.secureWebSocketPort);
	}

	private int withCertificates(int tlsPort) {
		if (this.options.certificates() == null) {
			throw new IllegalStateException("the broker was made without certificates");
		}
		return tlsPort;
	}

	@Override
	public void close() {
		stop();
		this.directory.close();
	}

}
