// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.FileSystemUtils;

/**
 * Apache Artemis with one MQTT listener on the loopback interface. It keeps everything in
 * memory and forgets it when closed.
 */
final class EmbeddedBroker implements AutoCloseable {

	static final String HOST = "127.0.0.1";

	private final EmbeddedActiveMQ artemis;

	private final Path directory;

	private EmbeddedBroker(EmbeddedActiveMQ artemis, Path directory) {
		this.artemis = artemis;
		this.directory = directory;
	}

	/**
	 * Starts a broker; it accepts connections when this returns.
	 * @param port where to listen, 0 for any free port
	 * @return the broker
	 * @throws InvalidConfigurationPropertyValueException if the port is taken
	 */
	static EmbeddedBroker start(int port) throws Exception {
		checkFree(port);
		Path directory = Files.createTempDirectory("plant-monitor-broker-");
		EmbeddedActiveMQ artemis = new EmbeddedActiveMQ().setConfiguration(configuration(port, directory));
		EmbeddedBroker broker = new EmbeddedBroker(artemis, directory);
		artemis.start();
		if (!artemis.getActiveMQServer().isActive()) {
			broker.close();
			throw new IllegalStateException("the broker did not start, its own log says why");
		}
		return broker;
	}

	private static void checkFree(int port) throws IOException {
		// Artemis would only log it, with a page of stack trace
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(HOST, port));
		}
		catch (BindException ex) {
			throw new InvalidConfigurationPropertyValueException("sample.broker.port", port,
					"Must be a free port of " + HOST + ", but is taken.");
		}
	}

	private static Configuration configuration(int port, Path directory) throws Exception {
		Configuration configuration = new ConfigurationImpl();
		configuration.setBrokerInstance(directory.toFile());
		return configuration.setName("plant-monitor")
			.setPersistenceEnabled(false)
			.setJournalType(JournalType.NIO) // no search for a native library
			.setSecurityEnabled(false)
			.setJMXManagementEnabled(false)
			.setMaxDiskUsage(-1) // a full disk is no reason to stop what needs none
			.addAcceptorConfiguration("mqtt", "tcp://" + HOST + ":" + port + "?protocols=MQTT")
			.addAddressSetting("#", addressSettings());
	}

	private static AddressSettings addressSettings() {
		// addresses for the undeliverable, though nothing keeps them: without, each queue
		// is warned about
		return new AddressSettings().setAutoCreateAddresses(true)
			.setAutoCreateQueues(true)
			.setAutoDeleteAddresses(true)
			.setAutoDeleteQueues(true)
			.setDeadLetterAddress(SimpleString.of("dead-letters"))
			.setExpiryAddress(SimpleString.of("expired"));
	}

	/**
	 * Where the broker listens.
	 * @return the port
	 */
	int port() {
		return this.artemis.getActiveMQServer().getRemotingService().getAcceptor("mqtt").getActualPort();
	}

	/**
	 * Where the broker keeps what does not fit into memory.
	 * @return a directory that is deleted when the broker is closed
	 */
	Path directory() {
		return this.directory;
	}

	@Override
	public void close() throws IOException {
		try {
			this.artemis.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("the broker could not be stopped", ex);
		}
		finally {
			FileSystemUtils.deleteRecursively(this.directory);
		}
	}

}
