// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

/**
 * The topic names that the server's topic aliases stand for on one connection (section
 * 3.3.2.3.4). Confined to the loop.
 */
final class InboundAliases {

	private static final @Nullable TopicName[] NO_NAMES = {};

	private final int maximum;

	private @Nullable TopicName[] names = NO_NAMES;

	/**
	 * Starts without aliases.
	 * @param maximum the topic alias maximum of CONNECT; 0 for none
	 */
	InboundAliases(int maximum) {
		this.maximum = maximum;
	}

	/**
	 * Gives a message its topic name.
	 * @throws MqttProtocolException if the alias is above the maximum [MQTT-3.1.2-26] or
	 * stands for nothing
	 */
	Publish resolve(Publish publish) {
		MqttMessage message = publish.message();
		if (message.properties().isEmpty()) {
			return publish;
		}
		Integer alias = message.properties().get(Property.TOPIC_ALIAS);
		if (alias == null) {
			return publish;
		}
		if (alias > this.maximum) {
			throw new MqttProtocolException(ReasonCode.TOPIC_ALIAS_INVALID,
					"topic alias must be at most " + this.maximum + ", was " + alias);
		}
		if (this.names.length == 0) {
			this.names = new TopicName[this.maximum + 1];
		}
		if (message.topicName() != TopicName.NONE) {
			this.names[alias] = message.topicName();
			return publish;
		}
		TopicName name = this.names[alias];
		if (name == null) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"topic alias must have been given a topic name on this connection, was " + alias);
		}
		return new Publish(
				new MqttMessage(name, message.payload(), message.qos(), message.retain(), message.properties()),
				publish.duplicate(), publish.packetId());
	}

}
