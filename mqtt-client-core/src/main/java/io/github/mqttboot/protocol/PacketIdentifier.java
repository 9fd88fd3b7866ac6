// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/** The rule for packet identifiers (section 2.2.1). */
final class PacketIdentifier {

	private PacketIdentifier() {
	}

	static void check(int packetId) {
		if (packetId < 1 || packetId > 65_535) {
			throw new IllegalArgumentException("packet identifier must be 1..65535, was " + packetId); // [MQTT-2.2.1-3]
		}
	}

}
