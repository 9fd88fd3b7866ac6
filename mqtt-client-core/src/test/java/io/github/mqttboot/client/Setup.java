// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.testbrokers.BrokerKind;

/**
 * What the integration tests run against.
 *
 * @param broker the kind of broker
 * @param version the version of the protocol
 */
record Setup(BrokerKind broker, MqttVersion version) {

	/** Each broker with each version. */
	static List<Setup> all() {
		return Arrays.stream(BrokerKind.values()).flatMap(Setup::inAllVersions).toList();
	}

	/** Each broker with MQTT 5. */
	static List<Setup> version5() {
		return all().stream().filter((setup) -> setup.version == MqttVersion.V5).toList();
	}

	private static Stream<Setup> inAllVersions(BrokerKind broker) {
		return Arrays.stream(MqttVersion.values()).map((version) -> new Setup(broker, version));
	}

	@Override
	public String toString() {
		return this.broker + " with MQTT " + this.version;
	}

}
