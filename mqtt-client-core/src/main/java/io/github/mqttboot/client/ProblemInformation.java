// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.UnsubAck;

/** Reason strings and user properties that a client may ask a server to leave out. */
final class ProblemInformation {

	private ProblemInformation() {
	}

	/**
	 * Refuses a packet that has them although the client asked for none.
	 * @throws MqttProtocolException if it has them [MQTT-3.1.2-29]
	 */
	static void refuse(Packet packet) {
		PacketProperties properties = properties(packet);
		if (properties.get(Property.REASON_STRING) != null || properties.get(Property.USER_PROPERTIES) != null) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, packet.type()
					+ " must have neither reason string nor user properties if the client requested none, had some");
		}
	}

	/** Of the packets that must not have them then. */
	private static PacketProperties properties(Packet packet) {
		return switch (packet.type()) {
			case PUBACK -> ((PubAck) packet).properties();
			case PUBREC -> ((PubRec) packet).properties();
			case PUBREL -> ((PubRel) packet).properties();
			case PUBCOMP -> ((PubComp) packet).properties();
			case SUBACK -> ((SubAck) packet).properties();
			case UNSUBACK -> ((UnsubAck) packet).properties();
			case AUTH -> ((Auth) packet).properties();
			default -> PacketProperties.NONE;
		};
	}

}
