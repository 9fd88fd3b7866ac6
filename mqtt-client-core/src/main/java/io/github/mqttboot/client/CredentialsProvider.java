// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.CompletionStage;

/**
 * Says who the client is, asked anew before each attempt to connect: for tokens and
 * passwords that change. Called on the executor of the handlers; the answer may come
 * later, from any thread, within {@link MqttClientOptions#connAckTimeout()}, of which the
 * server has the rest for CONNACK. A failure is a failed attempt: it is told as one, and
 * the next attempt asks again.
 * <p>
 * Credentials with an {@linkplain Credentials#validUntil(java.time.Instant) end} are
 * renewed before it while the client is connected: it
 * {@linkplain MqttClient#reconnect(String) reconnects} with new ones.
 */
@FunctionalInterface
public interface CredentialsProvider {

	/**
	 * Provides the credentials of the next connection.
	 * @return ends with them
	 */
	CompletionStage<Credentials> credentials();

}
