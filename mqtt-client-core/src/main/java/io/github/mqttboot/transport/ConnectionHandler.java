// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;

import org.jspecify.annotations.Nullable;

/** Is told, on the loop, of everything that happens to one connection. */
public interface ConnectionHandler {

	/**
	 * The connection is open: for TLS, the server's certificate has been checked, and for
	 * a WebSocket the server has agreed.
	 * @param connection the connection
	 */
	void opened(Connection connection);

	/**
	 * A packet has come.
	 * @param packet the packet
	 * @param size its size in bytes
	 */
	void received(Packet packet, int size);

	/** All packets that have come for now have been handed over. */
	void readCompleted();

	/**
	 * Something has come that is no packet of MQTT. Nothing is received after it. The
	 * connection is still open, so that the reason can be sent.
	 * @param fault the rule that was broken
	 */
	void malformed(MqttProtocolException fault);

	/** The network takes more again. */
	void writable();

	/**
	 * The connection is gone, or could not be opened. Called once, as the last.
	 * @param cause why, or null if it was closed without an error, by either side
	 */
	void closed(@Nullable MqttException cause);

}
