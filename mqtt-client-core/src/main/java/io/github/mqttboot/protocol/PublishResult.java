// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * How a publish ended well: for QoS 0 the packet was handed to the network, for QoS 1 and
 * 2 the server took the message over.
 *
 * @param reasonCode {@link ReasonCode#SUCCESS}, or in MQTT 5
 * {@link ReasonCode#NO_MATCHING_SUBSCRIBERS}
 * @param properties what the server said with PUBACK or PUBREC
 */
public record PublishResult(ReasonCode reasonCode, PacketProperties properties) {

	/** Success without anything to add. */
	public static final PublishResult SUCCESS = new PublishResult(ReasonCode.SUCCESS, PacketProperties.NONE);

}
