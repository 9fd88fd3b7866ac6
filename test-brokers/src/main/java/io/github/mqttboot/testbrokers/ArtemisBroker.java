// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.nio.file.Path;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;

/**
 * Apache Artemis in this JVM. It lets in anybody, whatever user name they bring, and
 * keeps nothing on disk. Plain connections and WebSockets share a port.
 */
public final class ArtemisBroker implements TestBroker {

	private static final String HOST = "localhost";

	private final TestCertificates certificates;

	private final TemporaryDirectory directory = TemporaryDirectory.create("artemis");

	private final int port = FreePorts.next();

	private final int tlsPort = FreePorts.next();

	private final int mutualTlsPort = FreePorts.next();

	private @Nullable EmbeddedActiveMQ server;

	/**
	 * Makes a broker; {@link #start()} starts it.
	 * @param certificates who signs its certificate, and those of its clients
	 */
	public ArtemisBroker(TestCertificates certificates) {
		this.certificates = certificates;
	}

	private Configuration configuration() throws Exception {
		Configuration configuration = new ConfigurationImpl();
		configuration.setBrokerInstance(this.directory.path().toFile());
		Path keyStore = this.certificates.server(HOST).keyStore();
		String tls = ";sslEnabled=true;keyStoreType=PKCS12;keyStorePath=" + keyStore + ";keyStorePassword="
				+ TestCertificates.PASSWORD;
		String clientAuthentication = ";needClientAuth=true;trustStoreType=PKCS12;trustStorePath="
				+ this.certificates.trustStore() + ";trustStorePassword=" + TestCertificates.PASSWORD;
		return configuration.setName("test")
			.setPersistenceEnabled(false)
			.setJournalType(JournalType.NIO)
			.setSecurityEnabled(false)
			.setJMXManagementEnabled(false)
			.setMaxDiskUsage(-1)
			.addAcceptorConfiguration("mqtt", acceptor(this.port))
			.addAcceptorConfiguration("mqtts", acceptor(this.tlsPort) + tls)
			.addAcceptorConfiguration("mutual", acceptor(this.mutualTlsPort) + tls + clientAuthentication)
			.addAddressSetting("#", addressSettings());
	}

	private static String acceptor(int port) {
		return "tcp://127.0.0.1:" + port + "?protocols=MQTT";
	}

	private static AddressSettings addressSettings() {
		return new AddressSettings().setAutoCreateAddresses(true)
			.setAutoCreateQueues(true)
			.setAutoDeleteAddresses(true)
			.setAutoDeleteQueues(true)
			.setDeadLetterAddress(SimpleString.of("dead-letters"))
			.setExpiryAddress(SimpleString.of("expired"));
	}

	@Override
	public void start() {
		if (this.server != null) {
			throw new IllegalStateException("the broker runs already");
		}
		try {
			EmbeddedActiveMQ started = new EmbeddedActiveMQ().setConfiguration(configuration());
			started.start();
			this.server = started;
		}
		catch (Exception ex) {
			throw new IllegalStateException("Artemis does not start", ex);
		}
		Readiness.await(HOST, this.port);
	}

	@Override
	public void stop() {
		EmbeddedActiveMQ running = this.server;
		if (running == null) {
			return;
		}
		this.server = null;
		try {
			running.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Artemis does not stop", ex);
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
		return this.tlsPort;
	}

	@Override
	public int mutualTlsPort() {
		return this.mutualTlsPort;
	}

	@Override
	public int webSocketPort() {
		return this.port;
	}

	@Override
	public int secureWebSocketPort() {
		return this.tlsPort;
	}

	@Override
	public void close() {
		stop();
		this.directory.close();
	}

}
