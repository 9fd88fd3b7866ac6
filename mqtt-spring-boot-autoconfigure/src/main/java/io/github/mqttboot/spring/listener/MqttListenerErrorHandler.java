// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.protocol.ReasonCode;

/**
 * Decides about messages that a listener could not handle. A bean of this type, if it is
 * the only or primary one, serves all listeners that name no other; without one, a line
 * is logged and the message acknowledged with the reason code of the failure.
 */
@FunctionalInterface
public interface MqttListenerErrorHandler {

	/** Logs one line at level ERROR, and the stack trace of a listener at DEBUG. */
	MqttListenerErrorHandler LOGGING = new LoggingErrorHandler();

	/**
	 * Takes a failure that no further attempt will follow, and says how to acknowledge
	 * the message; the server does not send it again in any case. If the listener has a
	 * dead-letter topic, a message with an error for an outcome goes there, and is
	 * acknowledged as a success then. Runs on the thread on which the work ended. What it
	 * throws itself is logged, and stands for {@link MqttListenerException#reasonCode()}.
	 * @param failure the failure, with the message
	 * @return the outcome, sent with the acknowledgement in MQTT 5, except with that of
	 * QoS 2, which brokers cannot take an error in: {@link ReasonCode#SUCCESS} if the
	 * message is dealt with after all, otherwise mostly
	 * {@link MqttListenerException#reasonCode()}
	 */
	ReasonCode handle(MqttListenerException failure);

}
