// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * The server's answer to CONNECT (section 3.2).
 *
 * @param sessionPresent whether the server has a session of this client
 * @param reasonCode success, or why the connection is refused
 * @param properties what the server allows, and more
 */
public record ConnAck(boolean sessionPresent, ReasonCode reasonCode, PacketProperties properties) implements Packet {

	@Override
	public PacketType type() {
		return PacketType.CONNACK;
	}

}
