// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * A control packet (section 2), one record for each type. Packets are compared by value.
 * Their {@code toString} is for logs: it shows neither passwords nor authentication data
 * nor payloads.
 */
public sealed interface Packet permits Connect, ConnAck, Publish, PubAck, PubRec, PubRel, PubComp, Subscribe, SubAck,
		Unsubscribe, UnsubAck, PingReq, PingResp, Disconnect, Auth {

	/**
	 * Which of the fifteen.
	 * @return the type
	 */
	PacketType type();

}
