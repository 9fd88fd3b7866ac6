// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.io.IOException;
import java.io.UncheckedIOException;
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

	private @Nullable EmbeddedActiveMQ artemis;

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
		checkFree(this.port);
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
		this.port = started.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR).getActualPort();
	}

	/** Artemis would only log it, with a page of stack trace. */
	private static void checkFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(HOST, port));
		}
		catch (BindException ex) {
			throw new IllegalStateException("port of the broker must be free at " + HOST + ", was " + port, ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
			.addAcceptorConfiguration(ACCEPTOR, "tcp://" + HOST + ":" + this.port + "?protocols=MQTT")
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

}
