// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

/**
 * Where to connect to, and how.
 *
 * @param port the server's port on localhost
 * @param clientId the client identifier
 * @param version 4 for MQTT 3.1.1, 5 for MQTT 5
 * @param tls whether to use TLS, with the authorities that the Java runtime trusts
 * @param window how many messages of QoS 1 and 2 may be in flight
 */
public record Settings(int port, String clientId, int version, boolean tls, int window) {

	/** The server's host. */
	public static final String HOST = "localhost";

}
