// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.List;

/**
 * Asks for no more messages (section 3.10).
 *
 * @param packetId the packet identifier, 1 to 65535
 * @param filters one or more topic filters
 * @param properties the properties
 */
public record Unsubscribe(int packetId, List<TopicFilter> filters, PacketProperties properties) implements Packet {

	/**
	 * Checks that there is something to unsubscribe from.
	 * @throws IllegalArgumentException if there is no filter [MQTT-3.10.3-2], or the
	 * packet identifier is out of range
	 */
	public Unsubscribe {
		PacketIdentifier.check(packetId);
		filters = List.copyOf(filters);
		if (filters.isEmpty()) {
			throw new IllegalArgumentException("UNSUBSCRIBE must have at least one topic filter");
		}
	}

	@Override
	public PacketType type() {
		return PacketType.UNSUBSCRIBE;
	}

}
