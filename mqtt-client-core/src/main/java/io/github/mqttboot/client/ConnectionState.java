// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

/** What a client is doing. */
public enum ConnectionState {

	/** Not connected, and not trying. */
	DISCONNECTED,
	/**
	 * Opening a connection, or waiting for CONNACK; or for its turn, see
	 * {@link MqttClientOptions#connectLimit()}.
	 */
	CONNECTING,
	/** CONNACK has come. */
	CONNECTED,
	/** Not connected; the next attempt comes after a pause. */
	WAITING,
	/** DISCONNECT has been asked for. */
	DISCONNECTING,
	/** Closed for good. */
	CLOSED

}
