// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/** The server's answer to PINGREQ (section 3.13). */
public record PingResp() implements Packet {

	/** It says nothing, so one is enough. */
	public static final PingResp INSTANCE = new PingResp();

	@Override
	public PacketType type() {
		return PacketType.PINGRESP;
	}

}
