// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a broker, and plays a bad network. It may be used by any
 * thread.
 *
 * <pre>{@code
 * try (TcpProxy proxy = TcpProxy.to(broker)) {
 *     // connect to proxy.uri()
 *     proxy.reset();
 * }
 * }</pre>
 */
public final class TcpProxy implements AutoCloseable {

	private static final String HOST = "localhost";

	private static final int BACKLOG = 128;

	private final InetSocketAddress target;

	private final ServerSocket serverSocket;

	private final Thread acceptor;

	private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();

	/** Written by the threads of tests, read by the one that accepts. */
	private volatile @Nullable PacketLog log;

	/** Written by the threads of tests, read by the one that accepts. */
	private volatile boolean paused;

	/** Written by the threads of tests, read by the one that accepts. */
	private volatile boolean refusing;

	private TcpProxy(InetSocketAddress target) {
		this.target = target;
		try {
			this.serverSocket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.acceptor = new Thread(this::accept, "tcp-proxy-" + port());
		this.acceptor.setDaemon(true);
		this.acceptor.start();
	}

	/**
	 * Opens a proxy.
	 * @param broker where to pass connections to, on its port without TLS
	 * @return the proxy
	 */
	public static TcpProxy to(TestBroker broker) {
		return to(broker.host(), broker.port());
	}

	/**
	 * Opens a proxy.
	 * @param host where to pass connections to
	 * @param port where to pass connections to
	 * @return the proxy
	 */
	public static TcpProxy to(String host, int port) {
		return new TcpProxy(new InetSocketAddress(host, port));
	}

	/**
	 * The host it listens on.
	 * @return the name of this machine
	 */
	public String host() {
		return HOST;
	}

	/**
	 * The port it listens on.
	 * @return the port
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * The address to connect to.
	 * @return a URI without TLS
	 */
	public String uri() {
		return "mqtt://" + HOST + ":" + port();
	}

	/**
	 * The open connections.
	 * @return a snapshot, the oldest first
	 */
	public List<ProxiedConnection> connections() {
		return this.connections.stream().filter(ProxiedConnection::isOpen).toList();
	}

	/**
	 * Writes down the packets of connections that are made from now on, without TLS and
	 * WebSocket.
	 * @return the log, which goes on
	 */
	public PacketLog record() {
		PacketLog log = new PacketLog();
		this.log = log;
		return log;
	}

	/** Ends all connections in good order: both sides see the end of the stream. */
	public void cut() {
		this.connections.forEach(ProxiedConnection::cut);
	}

	/** Breaks all connections: both sides see "connection reset". */
	public void reset() {
		this.connections.forEach(ProxiedConnection::reset);
	}

	/**
	 * Lets nothing through any more, on open connections and on new ones, and tells
	 * nobody.
	 */
	public void pause() {
		this.paused = true;
		this.connections.forEach(ProxiedConnection::pause);
	}

	/**
	 * Lets nothing through to clients any more on open connections, while what clients
	 * send goes on to the broker.
	 */
	public void holdAnswers() {
		this.connections.forEach(ProxiedConnection::holdAnswers);
	}

	/**
	 * Whether a broker has sent something since {@link #holdAnswers()}.
	 * @return whether something is held back
	 */
	public boolean holdsAnswer() {
		return this.connections.stream().anyMatch(ProxiedConnection::holdsAnswer);
	}

	/** Lets through what was held back, and what comes. */
	public void resume() {
		this.paused = false;
		this.connections.forEach(ProxiedConnection::resume);
	}

	/** Breaks new connections as soon as they are made. */
	public void refuse() {
		this.refusing = true;
	}

	/** Takes new connections again. */
	public void admit() {
		this.refusing = false;
	}

	private void accept() {
		while (!this.serverSocket.isClosed()) {
			try {
				take(this.serverSocket.accept());
			}
			catch (IOException ex) {
				// closed, or the broker is down: the client has been told by then
			}
		}
	}

	private void take(Socket client) throws IOException {
		if (this.refusing) {
			ProxiedConnection.reset(client);
			return;
		}
		Socket broker = new Socket();
		try {
			broker.connect(this.target);
		}
		catch (IOException ex) {
			ProxiedConnection.reset(client);
			throw ex;
		}
		ProxiedConnection connection = new ProxiedConnection(client, broker, this.log);
		this.connections.add(connection);
		if (this.paused) {
			connection.pause();
		}
		if (this.refusing) { // since it was asked
			connection.reset();
		}
		connection.start();
		this.connections.removeIf((each) -> !each.isOpen());
	}

	/** Breaks all connections and takes no more. */
	@Override
	public void close() {
		try {
			this.serverSocket.close();
			this.acceptor.join(); // until then, the kernel may take one more connection
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		reset();
	}

}
