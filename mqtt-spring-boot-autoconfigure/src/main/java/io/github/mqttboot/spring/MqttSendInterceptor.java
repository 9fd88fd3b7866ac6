// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;

/**
 * Stands around everything that an auto-configured {@link MqttTemplate} sends: it may
 * look at the message, send another one instead, or send none. Beans of this type are
 * called in their order, the first one outermost, on the thread that sends; they must not
 * block. What the client publishes by itself, such as dead letters and wills, does not
 * come here.
 *
 * <pre>{@code
 * MqttSendInterceptor tenant = (sending) -> sending
 *     .proceed(sending.message().toBuilder().userProperty("tenant", "a").build());
 * }</pre>
 */
@FunctionalInterface
public interface MqttSendInterceptor {

	/**
	 * Sends a message, mostly by {@link Sending#proceed}.
	 * @param sending the message, and the way on
	 * @return ends as {@link MqttTemplate} promises
	 */
	CompletableFuture<PublishResult> intercept(Sending sending);

	/** A message on its way to the client. */
	interface Sending {

		/**
		 * What sends it.
		 * @return the client
		 */
		MqttClient client();

		/**
		 * What is sent.
		 * @return the message, as the interceptors before this one have made it
		 */
		MqttMessage message();

		/**
		 * Goes on with the next interceptor, or with the client.
		 * @param message what to send
		 * @return ends when the exchange with the server has ended
		 */
		CompletableFuture<PublishResult> proceed(MqttMessage message);

	}

}
