// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The installed Mosquitto, on a free port.
 *
 * @param process the server
 * @param port its port
 */
record Mosquitto(Process process, int port) implements AutoCloseable {

	/** Starts it and waits until it listens; empty if it is not installed. */
	static Optional<Mosquitto> start() throws IOException, InterruptedException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		Path configuration = Files.createTempFile("mosquitto", ".conf");
		Files.writeString(configuration,
				"listener " + port + " 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_type none\n");
		Process process;
		try {
			process = new ProcessBuilder("mosquitto", "-c", configuration.toString()).start();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		for (int i = 0; i < 100; i++) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				return Optional.of(new Mosquitto(process, port));
			}
			catch (IOException ex) {
				Thread.sleep(50);
			}
		}
		process.destroy();
		throw new IOException("mosquitto does not listen");
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
