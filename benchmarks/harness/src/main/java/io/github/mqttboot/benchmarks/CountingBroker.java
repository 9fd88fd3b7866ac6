// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A server that costs next to nothing: it counts and acknowledges a whole read at once,
 * and pumps prepared bytes as fast as the socket takes them. What it does on a connection
 * is in {@link BrokerConnection}. Runs in a JVM of its own.
 */
public final class CountingBroker {

	private CountingBroker() {
	}

	/**
	 * Serves until the JVM is stopped. Prints the plain port and the TLS port.
	 * @param args a PKCS#12 file with the server's key, and its password
	 * @throws Exception if it cannot
	 */
	public static void main(String[] args) throws Exception {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		ServerSocketChannel plain = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0), 4096);
		SSLServerSocket tls = (SSLServerSocket) context(Path.of(args[0]), args[1].toCharArray())
			.getServerSocketFactory()
			.createServerSocket(0, 50, loopback);
		Thread secure = new Thread(() -> serve(tls), "tls");
		secure.setDaemon(true);
		secure.start();
		System.out.println(plain.socket().getLocalPort() + " " + tls.getLocalPort());
		serve(plain);
	}

	private static SSLContext context(Path keyStore, char[] password) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			store.load(in, password);
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, password);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	private static void serve(SSLServerSocket server) {
		try {
			while (true) {
				SSLSocket socket = (SSLSocket) server.accept();
				socket.setTcpNoDelay(true);
				BrokerConnection connection = new BrokerConnection(Wire.of(socket));
				Thread thread = new Thread(() -> {
					try (socket) {
						while (connection.read()) {
							connection.pump();
						}
					}
					catch (IOException ex) {
						// the client is gone
					}
				}, "tls-connection");
				thread.setDaemon(true);
				thread.start();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void serve(ServerSocketChannel server) throws IOException {
		Selector selector = Selector.open();
		server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
		while (true) {
			selector.select();
			for (SelectionKey key : selector.selectedKeys().toArray(SelectionKey[]::new)) {
				selector.selectedKeys().remove(key);
				if (key.isAcceptable()) {
					accept(server, selector);
				}
				else if (key.isReadable()) {
					read(key, selector);
				}
			}
		}
	}

	private static void accept(ServerSocketChannel server, Selector selector) throws IOException {
		SocketChannel channel;
		while ((channel = server.accept()) != null) {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
			channel.register(selector, SelectionKey.OP_READ, new BrokerConnection(Wire.of(channel)));
		}
	}

	private static void read(SelectionKey key, Selector selector) throws IOException {
		SocketChannel channel = (SocketChannel) key.channel();
		BrokerConnection connection = (BrokerConnection) key.attachment();
		try {
			if (!connection.read()) {
				channel.close();
			}
			else if (connection.hasToPump()) {
				key.cancel();
				selector.selectNow();
				channel.configureBlocking(true);
				connection.pump();
				channel.configureBlocking(false);
				channel.register(selector, SelectionKey.OP_READ, connection);
			}
		}
		catch (IOException ex) {
			channel.close();
		}
	}

}
