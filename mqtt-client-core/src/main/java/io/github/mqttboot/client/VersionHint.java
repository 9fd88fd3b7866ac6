// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.MqttVersion;

/**
 * What to try when a server does not take CONNECT because of its version. Servers of one
 * version say so in different ways, or not at all.
 */
final class VersionHint {

	private VersionHint() {
	}

	/** The server has said that it does not speak this version. */
	static String certain(MqttVersion version) {
		return ": it does not speak MQTT " + version + ", set version " + other(version);
	}

	/** The server answers something else than CONNACK of this version. */
	static String probable(MqttVersion version) {
		return "; if the server speaks MQTT " + other(version) + " only, set version " + other(version);
	}

	/** The server closes the connection; those of MQTT 3.1.1 may do so at MQTT 5. */
	static String possible(MqttVersion version) {
		return (version == MqttVersion.V5) ? probable(version) : "";
	}

	private static MqttVersion other(MqttVersion version) {
		return (version == MqttVersion.V5) ? MqttVersion.V3_1_1 : MqttVersion.V5;
	}

}
