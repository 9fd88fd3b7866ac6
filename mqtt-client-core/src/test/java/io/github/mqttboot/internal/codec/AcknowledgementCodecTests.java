// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static io.github.mqttboot.internal.codec.Codec.assertBytes;
import static io.github.mqttboot.internal.codec.Codec.assertNotWritten;
import static io.github.mqttboot.internal.codec.Codec.assertReads;
import static io.github.mqttboot.internal.codec.Codec.assertRefused;
import static io.github.mqttboot.protocol.MqttVersion.V3_1_1;
import static io.github.mqttboot.protocol.MqttVersion.V5;
import static io.github.mqttboot.protocol.ReasonCode.MALFORMED_PACKET;
import static io.github.mqttboot.protocol.ReasonCode.NOT_AUTHORIZED;
import static io.github.mqttboot.protocol.ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
import static io.github.mqttboot.protocol.ReasonCode.PROTOCOL_ERROR;
import static io.github.mqttboot.protocol.ReasonCode.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PUBACK, PUBREC, PUBREL and PUBCOMP (sections 3.4 to 3.7). */
class AcknowledgementCodecTests {

	private static final PacketProperties REASON = PacketProperties.builder()
		.set(Property.REASON_STRING, "no")
		.userProperty("k", "v")
		.build();

	@ParameterizedTest
	@EnumSource
	void isFourBytesForSuccessWithoutProperties(Kind kind) {
		assertBytes(V3_1_1, kind.packet(10), kind.firstByte + "02 00 0A");
		assertBytes(V5, kind.packet(65_535), kind.firstByte + "02 FF FF");
	}

	@ParameterizedTest
	@EnumSource
	void leavesOutThePropertyLengthWithoutProperties(Kind kind) {
		assertBytes(V5, kind.packet(10, kind.error, PacketProperties.NONE), kind.firstByte + """
				03     // 3 bytes follow
				00 0A  // packet identifier 10
				""" + kind.errorByte);
	}

	@ParameterizedTest
	@EnumSource
	void mayHaveAnEmptyPropertyLength(Kind kind) {
		assertReads(V5, kind.firstByte + "04 00 0A 00 00", kind.packet(10));
		assertReads(V5, kind.firstByte + "03 00 0A 00", kind.packet(10));
		assertReads(V5, kind.firstByte + "04 00 0A " + kind.errorByte + "00",
				kind.packet(10, kind.error, PacketProperties.NONE));
	}

	@ParameterizedTest
	@EnumSource
	void hasPropertiesBehindItsReasonCode(Kind kind) {
		assertBytes(V5, kind.packet(10, kind.error, REASON), kind.firstByte + """
				10                      // 16 bytes follow
				00 0A                   // packet identifier 10
				""" + kind.errorByte + """
				0C                      // 12 bytes of properties
				1F 00 02 'no'           // reason string
				26 00 01 'k' 00 01 'v'  // user property
				""");
		assertBytes(V5, kind.packet(10, SUCCESS, REASON),
				kind.firstByte + "10 00 0A 00 0C 1F 00 02 'no' 26 00 01 'k' 00 01 'v'");
	}

	@ParameterizedTest // [MQTT-3.4.2-2], [MQTT-3.5.2-2], [MQTT-3.6.2-2], [MQTT-3.7.2-2]
	@EnumSource
	void leavesItsPropertiesOutIfTheReceiverDoesNotTakeThem(Kind kind) {
		Packet explained = kind.packet(10, kind.error, REASON);
		ByteBuf out = Unpooled.buffer();

		assertThat(new PacketEncoder(V5).encode(explained, out, 18)).isEqualTo(18);
		assertThat(new PacketEncoder(V5).encode(explained, out.clear(), 17)).isEqualTo(5);

		assertThat(new PacketDecoder(V5, 17).decode(out)).isEqualTo(kind.packet(10, kind.error, PacketProperties.NONE));
	}

	@ParameterizedTest
	@EnumSource
	void doesNotWriteItsReasonCodeInMqtt311(Kind kind) {
		byte[] bytes = Codec.encode(V3_1_1, kind.packet(10, kind.error, PacketProperties.NONE));

		assertThat(Hex.text(bytes)).isEqualTo(Hex.normal(kind.firstByte + "02 00 0A"));
	}

	@ParameterizedTest
	@EnumSource
	void hasNothingButItsPacketIdentifierInMqtt311(Kind kind) {
		assertRefused(V3_1_1, kind.firstByte + "03 00 0A 00", MALFORMED_PACKET,
				kind + " must end after its last field, had 1 bytes more");
		assertNotWritten(V3_1_1, kind.packet(10, SUCCESS, REASON),
				"properties must be empty in MQTT 3.1.1, " + "were {reason string=no, user property=[k=v]}");
	}

	@ParameterizedTest // [MQTT-2.2.1-3]
	@EnumSource
	void hasNoPacketIdentifierZero(Kind kind) {
		assertRefused(V3_1_1, kind.firstByte + "02 00 00", PROTOCOL_ERROR, "packet identifier must be 1..65535, was 0");
		assertRefused(V5, kind.firstByte + "02 00 00", PROTOCOL_ERROR, "packet identifier must be 1..65535, was 0");
	}

	@ParameterizedTest
	@EnumSource
	void hasAPacketIdentifier(Kind kind) {
		assertRefused(V3_1_1, kind.firstByte + "01 00", MALFORMED_PACKET,
				"bytes left for packet identifier must be at least 2, were 1");
		assertRefused(V5, kind.firstByte + "00", MALFORMED_PACKET,
				"bytes left for packet identifier must be at least 2, were 0");
	}

	@ParameterizedTest
	@EnumSource
	void hasNoReasonCodeOfOtherPackets(Kind kind) {
		ReasonCode foreign = (kind.error == NOT_AUTHORIZED) ? PACKET_IDENTIFIER_NOT_FOUND : NOT_AUTHORIZED;

		assertRefused(V5, kind.firstByte + "03 00 0A 01", PROTOCOL_ERROR,
				"reason code of " + kind + " must be one that this packet may have, was 0x01");
		assertRefused(V5, kind.firstByte + "03 00 0A 7F", PROTOCOL_ERROR,
				"reason code of " + kind + " must be one that this packet may have, was 0x7F");
		assertNotWritten(V5, kind.packet(10, foreign, PacketProperties.NONE),
				"reason code of " + kind + " must be one that this packet may have, was " + foreign);
	}

	/** Mosquitto says 0x95 in PUBACK and PUBREC. */
	@ParameterizedTest
	@EnumSource
	void isReadAsAFailureWhateverErrorItHas(Kind kind) {
		assertReads(V5, kind.firstByte + "03 00 0A 95",
				kind.packet(10, ReasonCode.PACKET_TOO_LARGE, PacketProperties.NONE));
		assertReads(V5, kind.firstByte + "03 00 0A FF",
				kind.packet(10, ReasonCode.UNSPECIFIED_ERROR, PacketProperties.NONE));
	}

	@ParameterizedTest
	@EnumSource
	void endsAfterItsProperties(Kind kind) {
		assertRefused(V5, kind.firstByte + "05 00 0A 00 00 00", MALFORMED_PACKET,
				kind + " must end after its last field, had 1 bytes more");
		assertRefused(V5, kind.firstByte + "05 00 0A 00 02 1F", MALFORMED_PACKET,
				"bytes left for properties must be at least 2, were 1");
	}

	private enum Kind {

		PUBACK("40 ", NOT_AUTHORIZED, "87 "), PUBREC("50 ", NOT_AUTHORIZED, "87 "),
		PUBREL("62 ", PACKET_IDENTIFIER_NOT_FOUND, "92 "), PUBCOMP("70 ", PACKET_IDENTIFIER_NOT_FOUND, "92 ");

		private final String firstByte;

		private final ReasonCode error;

		private final String errorByte;

		Kind(String firstByte, ReasonCode error, String errorByte) {
			this.firstByte = firstByte;
			this.error = error;
			this.errorByte = errorByte;
		}

		Packet packet(int packetId) {
			return switch (this) {
				case PUBACK -> new PubAck(packetId);
				case PUBREC -> new PubRec(packetId);
				case PUBREL -> new PubRel(packetId);
				case PUBCOMP -> new PubComp(packetId);
			};
		}

		Packet packet(int packetId, ReasonCode reasonCode, PacketProperties properties) {
			return switch (this) {
				case PUBACK -> new PubAck(packetId, reasonCode, properties);
				case PUBREC -> new PubRec(packetId, reasonCode, properties);
				case PUBREL -> new PubRel(packetId, reasonCode, properties);
				case PUBCOMP -> new PubComp(packetId, reasonCode, properties);
			};
		}

	}

}
