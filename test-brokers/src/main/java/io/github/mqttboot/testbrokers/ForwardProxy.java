// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Connects clients to the servers they name, as the proxies of companies do. It may be
 * used by any thread.
 */
public final class ForwardProxy implements AutoCloseable {

	/** The user that a proxy with credentials lets in. */
	public static final String USER = "proxy-user";

	/** The user's password. */
	public static final String PASSWORD = "hush-open-sesame";

	private static final String HOST = "localhost";

	private final ProxyProtocol protocol;

	private final ServerSocket serverSocket;

	private final List<String> targets = new CopyOnWriteArrayList<>();

	private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();

	private final Thread acceptor;

	private ForwardProxy(ProxyProtocol protocol) {
		this.protocol = protocol;
		try {
			this.serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.acceptor = inBackground(this::accept);
	}

	/**
	 * A proxy that speaks HTTP with the method CONNECT.
	 * @param credentials whether to let in {@link #USER} with {@link #PASSWORD} only
	 * @return the proxy, open
	 */
	public static ForwardProxy http(boolean credentials) {
		return new ForwardProxy(new HttpConnect(credentials));
	}

	/**
	 * A proxy that speaks SOCKS 5.
	 * @param credentials whether to let in {@link #USER} with {@link #PASSWORD} only
	 * @return the proxy, open
	 */
	public static ForwardProxy socks5(boolean credentials) {
		return new ForwardProxy(new Socks5(credentials));
	}

	/**
	 * The host it listens on.
	 * @return a name of this machine
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
	 * Where clients were connected to so far.
	 * @return {@code host:port} as they named it
	 */
	public List<String> targets() {
		return List.copyOf(this.targets);
	}

	private static Thread inBackground(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// closed by either side
			}
		}, "forward-proxy");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void accept() throws IOException {
		while (!this.serverSocket.isClosed()) {
			Socket client = this.serverSocket.accept();
			this.sockets.add(client);
			inBackground(() -> serve(client));
		}
	}

	private void serve(Socket client) throws IOException {
		try (client) {
			DataInputStream in = new DataInputStream(client.getInputStream());
			OutputStream out = client.getOutputStream();
			ProxyProtocol.Target target = this.protocol.request(in, out);
			if (target == null) {
				return;
			}
			this.targets.add(target.host() + ":" + target.port());
			try (Socket server = new Socket(target.host(), target.port())) {
				this.sockets.add(server);
				this.protocol.connected(out);
				inBackground(() -> pass(server, client));
				pass(client, server);
			}
			catch (IOException ex) {
				this.protocol.unreachable(out);
			}
		}
	}

	private static void pass(Socket from, Socket to) throws IOException {
		from.getInputStream().transferTo(to.getOutputStream());
		to.shutdownOutput();
	}

	/** Ends all connections and takes no more. */
	@Override
	public void close() {
		try {
			this.serverSocket.close();
			this.acceptor.join(); // until then, the kernel may take one more connection
			for (Closeable socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
