// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Locale;
import java.util.Set;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Endpoint;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Other servers that a server names (section 4.11). Followed only to hosts that the
 * application allows, and never from TLS to plain text: else whoever speaks for one
 * server could lead the client and its password anywhere.
 */
final class ServerReferences {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	/** Names, or {@code *.} and the end of names; in lower case. */
	private final Set<String> allowedHosts;

	ServerReferences(Set<String> allowedHosts) {
		this.allowedHosts = allowedHosts;
	}

	/** Where a server may lead the client. */
	record Referral(Endpoint endpoint, boolean permanent) {
	}

	/**
	 * Reads what a server ended a connection or an attempt with.
	 * @param last its last packet, or null
	 * @param from that server
	 * @return where to go, or null to stay with the servers of the options
	 */
	@Nullable Referral read(@Nullable Packet last, Endpoint from) {
		if (last instanceof ConnAck connAck) {
			return read(connAck.reasonCode(), connAck.properties(), from);
		}
		return (last instanceof Disconnect disconnect) ? read(disconnect.reasonCode(), disconnect.properties(), from)
				: null;
	}

	private @Nullable Referral read(ReasonCode reasonCode, PacketProperties properties, Endpoint from) {
		String reference = properties.get(Property.SERVER_REFERENCE);
		if (reference == null
				|| (reasonCode != ReasonCode.USE_ANOTHER_SERVER && reasonCode != ReasonCode.SERVER_MOVED)) {
			return null;
		}
		for (String each : reference.trim().split("\\s+")) {
			Endpoint endpoint = endpoint(each, from);
			if (endpoint != null) {
				logger.info("{} refers to {} ({})", from, endpoint, reasonCode);
				return new Referral(endpoint, reasonCode == ReasonCode.SERVER_MOVED);
			}
		}
		logger.warn("{} refers to \"{}\" ({}), which is not followed: no host of it is allowed", from, reference,
				reasonCode);
		return null;
	}

	private @Nullable Endpoint endpoint(String text, Endpoint from) {
		try {
			Endpoint endpoint = Endpoint.parse(text, from.secure());
			boolean safe = endpoint.secure() || !from.secure();
			return (safe && allows(endpoint.host())) ? endpoint : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private boolean allows(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		int dot = name.indexOf('.');
		if (this.allowedHosts.contains(name)) {
			return true;
		}
		while (dot >= 0) {
			if (this.allowedHosts.contains("*" + name.substring(dot))) {
				return true;
			}
			dot = name.indexOf('.', dot + 1);
		}
		return false;
	}

}
