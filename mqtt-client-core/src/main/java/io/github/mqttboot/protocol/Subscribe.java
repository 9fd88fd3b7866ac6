// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.List;

/**
 * Asks for messages (section 3.8).
 *
 * @param packetId the packet identifier, 1 to 65535
 * @param subscriptions one or more
 * @param properties the properties; at most one subscription identifier
 */
public record Subscribe(int packetId, List<Subscription> subscriptions, PacketProperties properties) implements Packet {

	/**
	 * Checks that there is something to subscribe to.
	 * @throws IllegalArgumentException if there is no subscription [MQTT-3.8.3-2], more
	 * than one subscription identifier, or the packet identifier is out of range
	 */
	public Subscribe {
		PacketIdentifier.check(packetId);
		subscriptions = List.copyOf(subscriptions);
		if (subscriptions.isEmpty()) {
			throw new IllegalArgumentException("SUBSCRIBE must have at least one topic filter");
		}
		if (properties.subscriptionIdentifiers().size() > 1) {
			throw new IllegalArgumentException("SUBSCRIBE must have at most one subscription identifier, had "
					+ properties.subscriptionIdentifiers());
		}
	}

	@Override
	public PacketType type() {
		return PacketType.SUBSCRIBE;
	}

}
