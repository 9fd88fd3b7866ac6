// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.ReasonCode;

/** Who acknowledges the messages that a handler is given. */
public enum AckMode {

	/**
	 * The client, when the handler has returned; when it has thrown, with
	 * {@link ReasonCode#IMPLEMENTATION_SPECIFIC_ERROR} in MQTT 5, except for messages of
	 * QoS 2: brokers get a refused one wrong. The server does not send the message again
	 * in either case.
	 */
	AUTO,

	/** The handler, by {@link Delivery#acknowledge()}. */
	MANUAL

}
