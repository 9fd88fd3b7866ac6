// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * Says that the sender of a QoS 2 message has let go of it (section 3.6).
 *
 * @param packetId the packet identifier of the exchange, 1 to 65535
 * @param reasonCode the outcome; always success in MQTT 3.1.1
 * @param properties the properties
 */
public record PubRel(int packetId, ReasonCode reasonCode, PacketProperties properties) implements Packet {

	/**
	 * Checks the packet identifier.
	 * @throws IllegalArgumentException if it is out of range
	 */
	public PubRel {
		PacketIdentifier.check(packetId);
	}

	/**
	 * Success without properties.
	 * @param packetId the packet identifier, 1 to 65535
	 */
	public PubRel(int packetId) {
		this(packetId, ReasonCode.SUCCESS, PacketProperties.NONE);
	}

	@Override
	public PacketType type() {
		return PacketType.PUBREL;
	}

}
