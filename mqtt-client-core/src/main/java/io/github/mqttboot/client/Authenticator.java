// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * An enhanced authentication (section 4.12), MQTT 5 only: an exchange of data, as many
 * steps as the method needs, at each connect and at {@link MqttClient#reauthenticate()}.
 * The client has one exchange at a time and calls on the executor of the handlers; the
 * answers may come later, from any thread. A stage that fails ends the connection, and so
 * does a method that throws. A call of the client that would wait for the connection or
 * for an answer of the server fails here at once: the client waits for the method.
 */
public interface Authenticator {

	/**
	 * The name of the method, which both sides know.
	 * @return for example {@code SCRAM-SHA-256}
	 */
	String method();

	/**
	 * Begins a new exchange, forgetting an unfinished one.
	 * @return the data to begin with; empty for none
	 */
	CompletionStage<byte[]> start();

	/**
	 * Answers the server.
	 * @param data what the server sent; empty if nothing
	 * @return the data to send; empty for none
	 */
	CompletionStage<byte[]> proceed(byte[] data);

	/**
	 * The server accepts. A method that lets the client check the server does that here:
	 * no message is delivered or sent before this stage ends.
	 * @param data what the server sent last; empty if nothing
	 * @return ends when the client accepts the server as well
	 */
	CompletionStage<Void> finish(byte[] data);

	/**
	 * When what the server has accepted last expires. The client
	 * {@linkplain MqttClient#reauthenticate() authenticates again} when nine tenths of
	 * the time until then are over. Asked after each exchange.
	 * @return the end, or null for none
	 */
	default @Nullable Instant validUntil() {
		return null;
	}

}
