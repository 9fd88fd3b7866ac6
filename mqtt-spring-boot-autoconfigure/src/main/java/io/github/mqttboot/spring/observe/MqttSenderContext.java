// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * What is observed of a message that a template sends. The carrier takes what is to
 * travel with the message, such as {@code traceparent}: its entries become user
 * properties (section 3.3.2.3.7).
 */
public final class MqttSenderContext extends SenderContext<Map<String, String>> {

	private final MqttClient client;

	private final MqttMessage message;

	/**
	 * Makes a context.
	 * @param client what sends the message
	 * @param message the message, without what is to travel with it
	 */
	public MqttSenderContext(MqttClient client, MqttMessage message) {
		super((carrier, key, value) -> Objects.requireNonNull(carrier).put(key, value), Kind.PRODUCER);
		this.client = client;
		this.message = message;
		setCarrier(new LinkedHashMap<>());
	}

	/**
	 * What sends the message.
	 * @return the client
	 */
	public MqttClient client() {
		return this.client;
	}

	/**
	 * What is sent.
	 * @return the message, without what is to travel with it
	 */
	public MqttMessage message() {
		return this.message;
	}

}
