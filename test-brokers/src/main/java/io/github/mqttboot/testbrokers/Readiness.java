// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;

import org.awaitility.Awaitility;

/**
 * Tells whether a broker answers. An open port says little: Docker opens it before there
 * is anything behind it.
 */
final class Readiness {

	/** MQTT 3.1.1, clean session, an empty client identifier. */
	private static final byte[] CONNECT = HexFormat.of().parseHex("100c00044d5154540402000a0000");

	private static final int CONNACK = 0x20;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int READ_TIMEOUT_MILLIS = 2_000;

	private Readiness() {
	}

	static void await(String host, int port) {
		Awaitility.await("a CONNACK from " + host + ":" + port)
			.atMost(LIMIT)
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(50))
			.until(() -> answers(host, port));
	}

	private static boolean answers(String host, int port) {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(READ_TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(host, port), READ_TIMEOUT_MILLIS);
			socket.getOutputStream().write(CONNECT);
			return socket.getInputStream().read() == CONNACK; // a refusal is an answer
		}
		catch (IOException ex) {
			return false;
		}
	}

}
