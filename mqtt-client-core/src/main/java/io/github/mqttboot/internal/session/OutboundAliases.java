// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

/**
 * The numbers that stand for topic names on one connection, from client to server
 * (section 3.3.2.3.4). The topics used last have one; when the numbers run out, the topic
 * that was not used for the longest time gives its own away. Confined to the loop.
 */
final class OutboundAliases {

	/** Without a server that takes any; nothing in it changes, so all share it. */
	static final OutboundAliases NONE = new OutboundAliases(0);

	private final int maximum;

	/** In the order of their use, the oldest first. */
	private final Map<TopicName, Alias> aliases = new LinkedHashMap<>(16, 0.75f, true);

	private OutboundAliases(int maximum) {
		this.maximum = maximum;
	}

	/**
	 * Starts without aliases.
	 * @param maximum the server's topic alias maximum [MQTT-3.2.2-17]; 0 for none
	 */
	static OutboundAliases upTo(int maximum) {
		return (maximum > 0) ? new OutboundAliases(maximum) : NONE;
	}

	/** A number, with the properties of a message that has no others. */
	private static final class Alias {

		private final int number;

		private final PacketProperties alone;

		/** Whether the server has seen it together with the topic. */
		private boolean known;

		Alias(int number) {
			this.number = number;
			this.alone = PacketProperties.builder().set(Property.TOPIC_ALIAS, number).build();
		}

	}

	/** The packet for a message, with an alias if the server takes any. */
	Publish packet(MqttMessage message, boolean duplicate, int packetId) {
		if (this.maximum == 0) {
			return new Publish(message, duplicate, packetId);
		}
		Alias given = this.aliases.get(message.topicName());
		Alias alias = (given != null) ? given : introduce(message.topicName());
		PacketProperties properties = message.properties().isEmpty() ? alias.alone
				: message.properties().toBuilder().set(Property.TOPIC_ALIAS, alias.number).build();
		TopicName topic = alias.known ? TopicName.NONE : message.topicName();
		alias.known = true;
		MqttMessage aliased = new MqttMessage(topic, message.payload(), message.qos(), message.retain(), properties);
		return new Publish(aliased, duplicate, packetId);
	}

	/**
	 * The packet made last was not sent after all: the server has learnt nothing of it.
	 */
	void notSent(TopicName topic) {
		Alias alias = this.aliases.get(topic);
		if (alias != null) {
			alias.known = false;
		}
	}

	private Alias introduce(TopicName topic) {
		Alias alias = (this.aliases.size() < this.maximum) ? new Alias(this.aliases.size() + 1) : takeOldest();
		this.aliases.put(topic, alias);
		return alias;
	}

	private Alias takeOldest() {
		TopicName oldest = this.aliases.keySet().iterator().next();
		@Nullable Alias alias = this.aliases.remove(oldest);
		if (alias == null) {
			throw new IllegalStateException("no alias for " + oldest);
		}
		alias.known = false; // for its new topic
		return alias;
	}

}
