// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.transport.Endpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the packets of one connection, a line for each, to those who set the level of
 * {@value #NAME} to DEBUG. Confined to the loop.
 */
final class PacketLog {

	/** The name of the logger. */
	static final String NAME = "io.github.mqttboot.packets";

	/** Then the rest is left out: properties may have megabytes. */
	private static final int LONGEST_TEXT = 2000;

	private static final Logger logger = LoggerFactory.getLogger(NAME);

	private final String clientId;

	private final Endpoint server;

	PacketLog(String clientId, Endpoint server) {
		this.clientId = Printable.of(clientId.isEmpty() ? "(no identifier)" : clientId);
		this.server = server;
	}

	/** Whether anybody wants to see packets. */
	static boolean isWanted() {
		return logger.isDebugEnabled();
	}

	void sent(Packet packet, int size) {
		show("->", packet, size);
	}

	void received(Packet packet, int size) {
		show("<-", packet, size);
	}

	private void show(String direction, Packet packet, int size) {
		String text = packet.toString();
		if (text.length() > LONGEST_TEXT) {
			text = text.substring(0, LONGEST_TEXT) + "...";
		}
		logger.debug("{} {} {} {}, {} bytes", this.clientId, direction, this.server, Printable.of(text), size);
	}

}
