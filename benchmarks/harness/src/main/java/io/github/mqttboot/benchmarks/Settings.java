// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

/**
 * Where to connect to, and how.
 *
 * @param port the server's port on localhost
 * @param clientId the client identifier
 * @param version 4 for MQTT 3.1.1, 5 for MQTT 5
 * @param tls whether to use TLS, with the authorities that the Java runtime trusts
 * @param size bytes of the payloads to come
 * @param threads how many threads will publish
 * @param filters how many subscriptions there will be
 * @param idle whether there is nothing to do but to be connected
 * @param variant what else is switched on, see {@link Work#variant()}
 */
public record Settings(int port, String clientId, int version, boolean tls, int size, int threads, int filters,
		boolean idle, String variant) {

	/** The server's host. */
	public static final String HOST = "localhost";

	/**
	 * The largest packet that a client has to take.
	 * @return bytes
	 */
	public int largestPacket() {
		return Math.max(1 << 20, this.size + 1024);
	}

}
