// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.UserProperty;

import org.springframework.messaging.MessageHeaders;

/**
 * The names of the headers that carry what an MQTT message has besides its payload. What
 * a received message says of itself has names of its own (those that begin with
 * {@code RECEIVED}), so that sending a received message on does not repeat its topic, QoS
 * and retain flag by accident.
 *
 * @see MqttMessageMapper
 */
public final class MqttHeaders {

	/** What all names but {@link #CONTENT_TYPE} begin with. */
	public static final String PREFIX = "mqtt_";

	/** Where to send the message, a {@link String}. */
	public static final String TOPIC = PREFIX + "topic";

	/** What QoS to send with, a {@link QoS} or a number; the template's if absent. */
	public static final String QOS = PREFIX + "qos";

	/**
	 * Whether the server shall keep the message, a {@link Boolean}; the template's if
	 * absent.
	 */
	public static final String RETAINED = PREFIX + "retained";

	/** The topic the message was received from, a {@link String}. */
	public static final String RECEIVED_TOPIC = PREFIX + "receivedTopic";

	/** The {@link QoS} the message was received with. */
	public static final String RECEIVED_QOS = PREFIX + "receivedQos";

	/** Whether the server had kept the message, a {@link Boolean}. */
	public static final String RECEIVED_RETAINED = PREFIX + "receivedRetained";

	/** Whether the server may have sent the message before, a {@link Boolean}. */
	public static final String DUPLICATE = PREFIX + "duplicate";

	/** The packet identifier, an {@link Integer}; 0 for QoS 0. */
	public static final String PACKET_ID = PREFIX + "packetId";

	/** What the payload is, a {@link String}; MQTT 5 only, both directions. */
	public static final String CONTENT_TYPE = MessageHeaders.CONTENT_TYPE;

	/** Whether the payload is UTF-8 text, a {@link Boolean}; MQTT 5 only. */
	public static final String PAYLOAD_FORMAT_INDICATOR = PREFIX + "payloadFormatIndicator";

	/**
	 * How long the message is worth delivering, a {@link Duration} of whole seconds; MQTT
	 * 5 only, both directions.
	 */
	public static final String MESSAGE_EXPIRY = PREFIX + "messageExpiry";

	/** Where to publish the answer, a {@link String}; MQTT 5 only, both directions. */
	public static final String RESPONSE_TOPIC = PREFIX + "responseTopic";

	/** What the answer shall carry, a {@code byte[]}; MQTT 5 only, both directions. */
	public static final String CORRELATION_DATA = PREFIX + "correlationData";

	/**
	 * The user properties, a {@link List} of {@link UserProperty}; MQTT 5 only, both
	 * directions. A {@code @Header} parameter of a listener can have the name of one.
	 */
	public static final String USER_PROPERTIES = PREFIX + "userProperties";

	private MqttHeaders() {
	}

}
