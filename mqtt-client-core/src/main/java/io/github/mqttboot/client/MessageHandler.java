// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

/**
 * Takes the messages of a subscription, one after the other. It may block: what comes
 * after it waits, the connection stays alive.
 */
@FunctionalInterface
public interface MessageHandler {

	/**
	 * Takes a message.
	 * @param delivery the message, and the way to acknowledge it
	 * @throws Exception if it could not be handled: reported as {@link MqttEvent.Failed};
	 * nothing else is harmed. See {@link AckMode} for what becomes of the message
	 */
	void handle(Delivery delivery) throws Exception;

}
