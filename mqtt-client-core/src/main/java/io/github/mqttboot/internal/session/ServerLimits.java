// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;

/**
 * What the server allows on this connection (section 3.2.2.3), and the application. MQTT
 * 3.1.1 servers say nothing, and so allow everything, but see
 * {@link #unreleasedMaximum()}.
 *
 * @param receiveMaximum how many messages of QoS 1 and 2 may be in flight
 * @param unreleasedMaximum how many messages of QoS 2 may be without PUBREL before
 * anything more of QoS 1 or 2 is sent: a server of MQTT 3.1.1 cannot say it, but
 * Mosquitto closes the connection beyond 20 unless it is configured otherwise
 */
record ServerLimits(QoS maximumQos, boolean retainAvailable, int receiveMaximum, int unreleasedMaximum,
		int keepAliveSeconds, int topicAliasMaximum, boolean wildcards, boolean subscriptionIdentifiers,
		boolean sharedSubscriptions) {

	/**
	 * Enough for both sides never to wait for each other; more makes nothing faster. It
	 * also leaves packet identifiers for SUBSCRIBE and UNSUBSCRIBE.
	 */
	private static final int MOST_IN_FLIGHT = 8192;

	private static final int UNRELEASED_MAXIMUM_3_1_1 = 20;

	static ServerLimits of(ConnAck connAck, SessionOptions options) {
		PacketProperties properties = connAck.properties();
		boolean version5 = options.version() == MqttVersion.V5;
		Integer maxInFlight = options.maxInFlight();
		int most = (maxInFlight != null) ? maxInFlight : MOST_IN_FLIGHT;
		int mostUnreleased = (version5 || maxInFlight != null) ? most : UNRELEASED_MAXIMUM_3_1_1;
		return new ServerLimits(QoS.of(properties.get(Property.MAXIMUM_QOS, 2)),
				properties.get(Property.RETAIN_AVAILABLE, true),
				Math.min(most, properties.get(Property.RECEIVE_MAXIMUM, 65_535)), mostUnreleased,
				properties.get(Property.SERVER_KEEP_ALIVE, options.keepAliveSeconds()),
				properties.get(Property.TOPIC_ALIAS_MAXIMUM, 0),
				properties.get(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, true),
				properties.get(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, version5),
				properties.get(Property.SHARED_SUBSCRIPTION_AVAILABLE, true));
	}

	/** Refuses what the server has said it would refuse. */
	void check(MqttMessage message) {
		if (message.qos().compareTo(this.maximumQos) > 0) { // [MQTT-3.2.2-11]
			throw refused(ReasonCode.QOS_NOT_SUPPORTED,
					"QoS must be at most " + this.maximumQos.level() + ", was " + message.qos().level());
		}
		if (message.retain() && !this.retainAvailable) { // [MQTT-3.2.2-14]
			throw refused(ReasonCode.RETAIN_NOT_SUPPORTED, "messages must not be retained, topic " + message.topic());
		}
	}

	/** Whether {@link #check(Subscription, PacketProperties)} refuses nothing. */
	boolean allows(Subscription subscription, PacketProperties properties) {
		try {
			check(subscription, properties);
			return true;
		}
		catch (MqttRejectedException ex) {
			return false;
		}
	}

	void check(Subscription subscription, PacketProperties properties) {
		if (subscription.filter().hasWildcard() && !this.wildcards) {
			throw refused(ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
					"topic filters must have no wildcard, was \"" + subscription.filter() + "\"");
		}
		if (subscription.filter().isShared() && !this.sharedSubscriptions) {
			throw refused(ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
					"subscriptions must not be shared, was \"" + subscription.filter() + "\"");
		}
		if (!properties.subscriptionIdentifiers().isEmpty() && !this.subscriptionIdentifiers) {
			throw refused(ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
					"subscriptions must have no identifier, was " + properties.subscriptionIdentifiers());
		}
	}

	private static MqttRejectedException refused(ReasonCode reasonCode, String rule) {
		return new MqttRejectedException(reasonCode, "the server does not allow it: " + rule);
	}

}
