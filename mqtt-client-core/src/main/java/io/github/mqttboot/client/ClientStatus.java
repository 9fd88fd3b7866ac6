// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Instant;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.transport.Endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What a client is doing.
 *
 * @param state the state
 * @param since when it entered that state
 * @param server the server of the connection or of the last attempt; null before the
 * first
 * @param clientId the client identifier in use, also when the server assigned it; empty
 * if the server is to assign it and has not yet
 * @param sessionPresent whether the last CONNACK found a session at the server
 * @param lastError why the last attempt or connection failed, kept until the next
 * CONNACK; null if it did not
 * @param takeovers how often in a row another client with the same identifier has taken
 * over, or seems to have in MQTT 3.1.1, which does not say so; 0 after a connection that
 * has lasted
 */
public record ClientStatus(ConnectionState state, Instant since, @Nullable Endpoint server, String clientId,
		boolean sessionPresent, @Nullable MqttException lastError, int takeovers) {
}
