// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.List;

/**
 * The server's answer to UNSUBSCRIBE (section 3.11).
 *
 * @param packetId the packet identifier, 1 to 65535
 * @param reasonCodes one for each topic filter, in their order; empty in MQTT 3.1.1,
 * which has none
 * @param properties the properties
 */
public record UnsubAck(int packetId, List<ReasonCode> reasonCodes, PacketProperties properties) implements Packet {

	/**
	 * Checks the packet identifier.
	 * @throws IllegalArgumentException if it is out of range
	 */
	public UnsubAck {
		PacketIdentifier.check(packetId);
		reasonCodes = List.copyOf(reasonCodes);
	}

	@Override
	public PacketType type() {
		return PacketType.UNSUBACK;
	}

}
