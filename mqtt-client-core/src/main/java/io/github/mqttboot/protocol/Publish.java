// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * Carries a message (section 3.3). A topic alias and the subscription identifiers are
 * among the message's properties.
 *
 * @param message the message; its topic is {@link TopicName#NONE} where a topic alias
 * alone names it
 * @param duplicate whether this may be a second attempt, the DUP flag (section 3.3.1.1)
 * @param packetId the packet identifier, 1 to 65535; 0 for QoS 0, which has none
 */
public record Publish(MqttMessage message, boolean duplicate, int packetId) implements Packet {

	/**
	 * Checks that QoS, packet identifier and DUP flag fit together.
	 * @throws IllegalArgumentException if QoS 0 has an identifier [MQTT-2.2.1-2] or DUP
	 * [MQTT-3.3.1-2], or a higher QoS has none
	 */
	public Publish {
		if (message.qos() != QoS.AT_MOST_ONCE) {
			PacketIdentifier.check(packetId);
		}
		else if (packetId != 0 || duplicate) {
			throw new IllegalArgumentException(
					"QoS 0 must have no packet identifier and no DUP flag, had " + packetId + " and " + duplicate);
		}
	}

	@Override
	public PacketType type() {
		return PacketType.PUBLISH;
	}

}
