// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttTimeoutException;

/**
 * The steps of {@link MqttClient#connect()} one at a time, and pings at will. For tools
 * and tests; applications rarely need them.
 */
public interface LowLevelMqttClient {

	/**
	 * Opens the network connection and sends nothing on it. As for
	 * {@link MqttClient#connect()}, a lost connection is made again as the
	 * {@link ReconnectPolicy} says, then with CONNECT.
	 * @return a future that ends when the connection is open; it fails with
	 * {@link MqttConnectionException} if it cannot be opened
	 * @throws IllegalStateException in the future, if there is a connection already
	 */
	CompletableFuture<Void> openConnection();

	/**
	 * Sends CONNECT on the connection that {@link #openConnection()} has opened.
	 * @return a future of the CONNACK, as of {@link MqttClient#connect()}; it fails with
	 * {@link IllegalStateException} if no connection is open, or CONNECT was sent on it
	 * [MQTT-3.1.0-2]
	 */
	CompletableFuture<ConnAck> sendConnect();

	/**
	 * Sends PINGREQ.
	 * @return a future that ends when PINGRESP has come; it fails with
	 * {@link MqttConnectionException} if not connected or the connection is lost, with
	 * {@link MqttTimeoutException} if PINGRESP does not come in time, with
	 * {@link MqttQueueFullException} if 1024 have no answer
	 */
	CompletableFuture<Void> sendPing();

}
