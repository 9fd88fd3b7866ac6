// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.server.RemotingService;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A broker in this JVM, for tests and demonstrations: Apache Artemis with one port on the
 * loopback interface, for MQTT 3.1.1 and 5, over TCP and WebSockets. It lets in anybody,
 * whatever user name they bring, keeps everything in memory, and forgets it when stopped.
 * <p>
 * All methods may be called by any thread; they return when it is done.
 */
public final class EmbeddedMqttBroker implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private static final String ACCEPTOR = "mqtt";

	private final Path directory;

	private int port;

	private Network network = Network.UP;

	private @Nullable EmbeddedActiveMQ artemis;

	private @Nullable BrokerPort open;

	private boolean closed;

	private EmbeddedMqttBroker(int port) {
		this.directory = temporaryDirectory();
		this.port = port;
	}

	private static Path temporaryDirectory() {
		try {
			return Files.createTempDirectory("embedded-mqtt-broker-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a broker at any free port; it accepts connections when this returns.
	 * @return the broker
	 */
	public static EmbeddedMqttBroker start() {
		return start(0);
	}

	/**
	 * Starts a broker; it accepts connections when this returns.
	 * @param port where to listen, 1 to 65535, or 0 for any free port
	 * @return the broker
	 * @throws IllegalArgumentException if there is no such port
	 * @throws IllegalStateException if the port is taken
	 */
	public static EmbeddedMqttBroker start(int port) {
		if (port < 0 || port > 65_535) {
			throw new IllegalArgumentException("port must be 0..65535, was " + port);
		}
		EmbeddedMqttBroker broker = new EmbeddedMqttBroker(port);
		try {
			broker.run();
			return broker;
		}
		catch (RuntimeException ex) {
			broker.close();
			throw ex;
		}
	}

	private void run() {
		try {
			RemotingService broker = startArtemis();
			this.open = new BrokerPort(new InetSocketAddress(HOST, this.port), broker, ACCEPTOR, this.network);
			this.port = this.open.number();
		}
		catch (RuntimeException ex) {
			stop();
			throw ex;
		}
	}

	private RemotingService startArtemis() {
		EmbeddedActiveMQ started = new EmbeddedActiveMQ();
		this.artemis = started;
		try {
			started.setConfiguration(configuration()).start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("the broker did not start", ex);
		}
		if (!started.getActiveMQServer().isActive()) {
			throw new IllegalStateException("the broker did not start, its own log says why");
		}
		return started.getActiveMQServer().getRemotingService();
	}

	private Configuration configuration() throws Exception {
		Configuration configuration = new ConfigurationImpl();
		configuration.setBrokerInstance(this.directory.toFile());
		return configuration.setName(this.directory.getFileName().toString())
			.setPersistenceEnabled(false)
			.setJournalType(JournalType.NIO) // no search for a native library
			.setSecurityEnabled(false)
			.setJMXManagementEnabled(false)
			.setMaxDiskUsage(-1) // a full disk is no reason to stop what needs none
			// does not listen, as behind a web server: the port hands over connections
			.addAcceptorConfiguration(ACCEPTOR, "tcp://" + HOST + ":0?protocols=MQTT;httpUpgradeEnabled=true")
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
	 * Where the broker listens, or did before it was stopped.
	 * @return the port, the same all its life
	 */
	public synchronized int port() {
		return this.port;
	}

	/**
	 * Where the broker listens, as {@code mqtt.uri} and the client's options take it.
	 * @return {@code mqtt://127.0.0.1:} and the port
	 */
	public String uri() {
		return "mqtt://" + HOST + ":" + port();
	}

	/** Where it keeps what does not fit into memory. */
	Path directory() {
		return this.directory;
	}

	/**
	 * Is gone, as a server that fails: connections end, and sessions and retained
	 * messages are lost. Does nothing if it is stopped already.
	 */
	public synchronized void stop() {
		try (BrokerPort left = this.open) {
			this.open = null;
			if (left != null) {
				left.stopListening();
			}
			stopArtemis();
		}
	}

	private void stopArtemis() {
		EmbeddedActiveMQ running = this.artemis;
		if (running == null) {
			return;
		}
		this.artemis = null;
		try {
			running.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("the broker could not be stopped", ex);
		}
	}

	/**
	 * Is there again, at the same port, with nothing in it; stops first if it runs.
	 * @throws IllegalStateException if the broker is closed, or something else has taken
	 * the port
	 */
	public synchronized void restart() {
		if (this.closed) {
			throw new IllegalStateException("the broker is closed");
		}
		stop();
		run();
	}

	/**
	 * Changes the network between the broker and all its clients, while the broker runs
	 * on with what it has. It is {@link Network#UP} at first, and stays as it is when the
	 * broker stops and restarts.
	 * <p>
	 * It is so when this returns: after {@link Network#DOWN} no connection is left, and
	 * the broker knows. So {@code DOWN} and then {@code UP} cut all connections, and let
	 * clients come back at once.
	 * @param network how it is from now on
	 */
	public synchronized void network(Network network) {
		this.network = network;
		if (this.open != null) {
			this.open.network(network);
		}
	}

	/** Stops it for good. */
	@Override
	public synchronized void close() {
		this.closed = true;
		try {
			stop();
		}
		finally {
			deleteDirectory();
		}
	}

	private void deleteDirectory() {
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return "EmbeddedMqttBroker{uri=" + uri() + "}";
	}

	/** What the network between a broker and its clients does. */
	public enum Network {

		/** It works, as it does at first; what was held back arrives. */
		UP,

		/**
		 * Connections are cut, and there are no new ones. Open ones break at both ends:
		 * clients see "connection reset", and the broker publishes wills and keeps
		 * sessions for their time. New ones are reset as soon as they are made, so that
		 * the port stays with the broker.
		 */
		DOWN,

		/**
		 * Nothing arrives any more, and nobody is told: connections stay open, new ones
		 * are made and find no answer, until the keep alive or another limit of time is
		 * over. Nothing is lost, either, as TCP sends it again: when the network is up,
		 * all that was sent arrives in its order, also that a side has closed.
		 */
		SILENT

	}

}
