// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * A step of enhanced authentication, MQTT 5 only (section 3.15).
 *
 * @param reasonCode the reason
 * @param properties the properties
 */
public record Auth(ReasonCode reasonCode, PacketProperties properties) implements Packet {

	@Override
	public PacketType type() {
		return PacketType.AUTH;
	}

}
