// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;

/** Makes CONNECT from the options (section 3.1). */
final class ConnectPackets {

	private ConnectPackets() {
	}

	/**
	 * The packet for the next connection, without what a credentials provider says.
	 */
	static Connect connect(MqttClientOptions options, String clientId) {
		Credentials credentials = options.credentials();
		return new Connect(options.version(), clientId, options.clean(), (int) options.keepAlive().toSeconds(),
				options.will(), credentials.userName(), credentials.password(), properties(options));
	}

	private static PacketProperties properties(MqttClientOptions options) {
		if (options.version() == MqttVersion.V3_1_1) {
			return PacketProperties.NONE;
		}
		PacketProperties.Builder properties = options.connectProperties().toBuilder();
		if (options.sessionExpirySeconds() != 0) {
			properties.set(Property.SESSION_EXPIRY_INTERVAL, options.sessionExpirySeconds());
		}
		if (options.receiveMaximum() != 65_535) {
			properties.set(Property.RECEIVE_MAXIMUM, options.receiveMaximum());
		}
		if (options.topicAliasMaximum() != 0) {
			properties.set(Property.TOPIC_ALIAS_MAXIMUM, options.topicAliasMaximum());
		}
		return properties.set(Property.MAXIMUM_PACKET_SIZE, (long) options.maximumPacketSize()).build();
	}

}
