// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The installed Mosquitto, on a free port.
 *
 * @param process the server, which ends with the benchmarks
 * @param port its port
 */
record Mosquitto(Process process, int port) {

	/** Starts it and waits until it says that it runs; empty if it is not installed. */
	static Optional<Mosquitto> start() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		Path configuration = Files.createTempFile("mosquitto", ".conf");
		configuration.toFile().deleteOnExit();
		Files.writeString(configuration, "listener " + port
				+ " 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_dest stderr\nlog_type information\nlog_type error\n");
		Process process;
		try {
			process = new ProcessBuilder("mosquitto", "-c", configuration.toString()).start();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		List<String> lines = new ArrayList<>();
		BufferedReader log = process.errorReader();
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			if (line.endsWith(" running")) {
				return Optional.of(new Mosquitto(process, port));
			}
			lines.add(line);
		}
		throw new IOException("mosquitto has ended: " + lines);
	}

	/** Of what is installed. */
	static String version() throws IOException {
		try (BufferedReader out = new ProcessBuilder("mosquitto", "-h").start().inputReader()) {
			return out.readLine().replaceAll(".* ", "");
		}
	}

}
