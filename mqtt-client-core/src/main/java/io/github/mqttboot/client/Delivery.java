// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;

/**
 * A message on its way to a handler. With {@link AckMode#MANUAL} it must be acknowledged
 * in the end, or the server stops sending when its or the client's receive maximum is
 * reached; any thread may do that. Acknowledgements leave in the order the messages came,
 * whatever the order of the calls [MQTT-4.6.0-2].
 */
public interface Delivery {

	/**
	 * The message.
	 * @return the message
	 */
	MqttMessage message();

	/**
	 * Whether the server may have sent the message before (section 3.3.1.1).
	 * @return the DUP flag
	 */
	boolean duplicate();

	/**
	 * The packet identifier, for logs.
	 * @return 1 to 65535; 0 for QoS 0
	 */
	int packetId();

	/** Acknowledges: the message has been handled. */
	default void acknowledge() {
		acknowledge(ReasonCode.SUCCESS, PacketProperties.NONE);
	}

	/**
	 * Acknowledges with an outcome. Only the first call counts. Does nothing for QoS 0,
	 * and nothing when the connection that brought the message is gone: then the server
	 * sends it again if the session is kept.
	 * @param reasonCode the outcome, in MQTT 5 sent with PUBACK or PUBREC; an error ends
	 * the exchange of QoS 2, the server does not send the message again
	 * @param properties reason string and user properties, in MQTT 5 sent as well
	 * @throws IllegalArgumentException if PUBACK and PUBREC must not carry this reason
	 * code or these properties
	 */
	void acknowledge(ReasonCode reasonCode, PacketProperties properties);

}
