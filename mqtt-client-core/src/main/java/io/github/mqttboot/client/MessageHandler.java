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

	/**
	 * What this handler must not run beside: handlers that return the same object take
	 * their messages one after the other, in the order of arrival. Asked once, when it
	 * subscribes.
	 * @return the handler itself unless overridden, so it takes all of its messages one
	 * after the other, whatever it is subscribed to
	 */
	default Object lane() {
		return this;
	}

}
