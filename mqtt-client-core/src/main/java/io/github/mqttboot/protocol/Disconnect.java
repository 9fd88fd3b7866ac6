// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * The last packet of a connection, from either side in MQTT 5 (section 3.14).
 *
 * @param reasonCode the reason
 * @param properties the properties
 */
public record Disconnect(ReasonCode reasonCode, PacketProperties properties) implements Packet {

	@Override
	public PacketType type() {
		return PacketType.DISCONNECT;
	}

}
