// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

/**
 * A broker that a test starts, kills and starts again. Its ports stay the same from start
 * to start, and so does what it keeps on disk: sessions, queued and retained messages.
 *
 * <pre>{@code
 * try (TestBroker broker = new MosquittoBroker(BrokerOptions.open())) {
 *     broker.start();
 *     // connect to broker.uri()
 *     broker.kill();
 *     broker.start();
 * }
 * }</pre>
 */
public interface TestBroker extends AutoCloseable {

	/**
	 * Starts the broker, for the first time or again. Returns when it answers CONNECT.
	 */
	void start();

	/**
	 * Stops the broker in its own time: all that it has acknowledged is on disk
	 * afterwards.
	 */
	void stop();

	/**
	 * Stops the broker at once. It may forget what it has acknowledged just before.
	 */
	void kill();

	/**
	 * The host.
	 * @return a name or an address of this machine
	 */
	String host();

	/**
	 * The port for connections without TLS.
	 * @return the port
	 */
	int port();

	/**
	 * The port for connections with TLS.
	 * @return the port
	 * @throws IllegalStateException if the broker was made without certificates
	 */
	int tlsPort();

	/**
	 * The port for connections with TLS where the client must show a certificate.
	 * @return the port
	 * @throws IllegalStateException if the broker was made without certificates
	 */
	int mutualTlsPort();

	/**
	 * The address for connections without TLS.
	 * @return a URI
	 */
	default String uri() {
		return "mqtt://" + host() + ":" + port();
	}

	/**
	 * The address for connections with TLS.
	 * @return a URI
	 */
	default String tlsUri() {
		return "mqtts://" + host() + ":" + tlsPort();
	}

	/**
	 * The address for connections with TLS where the client must show a certificate.
	 * @return a URI
	 */
	default String mutualTlsUri() {
		return "mqtts://" + host() + ":" + mutualTlsPort();
	}

	/**
	 * The port for connections through a WebSocket.
	 * @return the port
	 */
	int webSocketPort();

	/**
	 * The port for connections through a WebSocket with TLS.
	 * @return the port
	 * @throws IllegalStateException if the broker was made without certificates
	 */
	int secureWebSocketPort();

	/**
	 * The address for connections through a WebSocket.
	 * @return a URI
	 */
	default String webSocketUri() {
		return "ws://" + host() + ":" + webSocketPort() + "/mqtt";
	}

	/**
	 * The address for connections through a WebSocket with TLS.
	 * @return a URI
	 */
	default String secureWebSocketUri() {
		return "wss://" + host() + ":" + secureWebSocketPort() + "/mqtt";
	}

	/** Stops the broker and throws away all that it has kept. */
	@Override
	void close();

}
