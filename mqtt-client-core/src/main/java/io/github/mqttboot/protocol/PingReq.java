// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/** Asks whether the server is there (section 3.12). */
public record PingReq() implements Packet {

	/** It says nothing, so one is enough. */
	public static final PingReq INSTANCE = new PingReq();

	@Override
	public PacketType type() {
		return PacketType.PINGREQ;
	}

}
