// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.List;

/**
 * The server's answer to SUBSCRIBE (section 3.9).
 *
 * @param packetId the packet identifier, 1 to 65535
 * @param reasonCodes one for each topic filter, in their order: the granted QoS or why it
 * is refused
 * @param properties the properties
 */
public record SubAck(int packetId, List<ReasonCode> reasonCodes, PacketProperties properties) implements Packet {

	/**
	 * Checks the packet identifier.
	 * @throws IllegalArgumentException if it is out of range
	 */
	public SubAck {
		PacketIdentifier.check(packetId);
		reasonCodes = List.copyOf(reasonCodes);
	}

	@Override
	public PacketType type() {
		return PacketType.SUBACK;
	}

}
