// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static io.github.mqttboot.internal.codec.Codec.assertBytes;
import static io.github.mqttboot.internal.codec.Codec.assertNotWritten;
import static io.github.mqttboot.internal.codec.Codec.assertRefused;
import static io.github.mqttboot.protocol.MqttVersion.V3_1_1;
import static io.github.mqttboot.protocol.MqttVersion.V5;
import static io.github.mqttboot.protocol.ReasonCode.MALFORMED_PACKET;
import static io.github.mqttboot.protocol.ReasonCode.PROTOCOL_ERROR;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONNACK (section 3.2). */
class ConnAckCodecTests {

	@Nested
	class InMqtt311 {

		@ParameterizedTest // table 3.1 of MQTT 3.1.1
		@CsvSource({ "00, SUCCESS", "01, UNSUPPORTED_PROTOCOL_VERSION", "02, CLIENT_IDENTIFIER_NOT_VALID",
				"03, SERVER_UNAVAILABLE", "04, BAD_USER_NAME_OR_PASSWORD", "05, NOT_AUTHORIZED" })
		void hasAReturnCode(String returnCode, ReasonCode reasonCode) {
			assertBytes(V3_1_1, connAck(false, reasonCode), "20 02 00 " + returnCode);
		}

		@Test
		void saysWhetherThereIsASession() {
			assertBytes(V3_1_1, connAck(true, ReasonCode.SUCCESS), """
					20 02  // CONNACK, 2 bytes follow
					01     // session present
					00     // accepted
					""");
		}

		@Test
		void hasNoOtherReturnCode() {
			assertRefused(V3_1_1, "20 02 00 06", PROTOCOL_ERROR, "return code of CONNACK must be 0..5, was 6");
			assertRefused(V3_1_1, "20 02 00 84", PROTOCOL_ERROR, "return code of CONNACK must be 0..5, was 132");
			assertNotWritten(V3_1_1, connAck(false, ReasonCode.BANNED),
					"reason code of CONNACK must have a return code in MQTT 3.1.1, was 0x8A banned");
		}

		@Test
		void isRefusedInTheLayoutOfMqtt5() {
			assertRefused(V3_1_1, "20 03 00 84 00", PROTOCOL_ERROR,
					"CONNACK of MQTT 3.1.1 must have 2 bytes after its header, had 3: the server answers in MQTT 5");
		}

		@Test
		void isNotShorterThanItIs() {
			assertRefused(V3_1_1, "20 01 00", MALFORMED_PACKET,
					"bytes left for return code of CONNACK must be at least 1, were 0");
			assertRefused(V3_1_1, "20 00", MALFORMED_PACKET,
					"bytes left for connect acknowledge flags must be at least 1, were 0");
		}

	}

	@Nested
	class InMqtt5 {

		@Test
		void hasAnEmptyPropertyLengthWithoutProperties() {
			assertBytes(V5, connAck(true, ReasonCode.SUCCESS), """
					20 03  // CONNACK, 3 bytes follow
					01     // session present
					00     // success
					00     // no properties
					""");
		}

		@Test
		void hasItsPropertiesInTheOrderOfTheirIdentifiers() {
			PacketProperties properties = PacketProperties.builder()
				.set(Property.SESSION_EXPIRY_INTERVAL, 60L)
				.set(Property.ASSIGNED_CLIENT_IDENTIFIER, "c")
				.set(Property.SERVER_KEEP_ALIVE, 30)
				.set(Property.AUTHENTICATION_METHOD, "m")
				.set(Property.AUTHENTICATION_DATA, new byte[] { 1 })
				.set(Property.RESPONSE_INFORMATION, "i")
				.set(Property.SERVER_REFERENCE, "s")
				.set(Property.REASON_STRING, "r")
				.set(Property.RECEIVE_MAXIMUM, 20)
				.set(Property.TOPIC_ALIAS_MAXIMUM, 5)
				.set(Property.MAXIMUM_QOS, 1)
				.set(Property.RETAIN_AVAILABLE, false)
				.userProperty("a", "b")
				.set(Property.MAXIMUM_PACKET_SIZE, 1_000L)
				.set(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, false)
				.set(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, true)
				.set(Property.SHARED_SUBSCRIPTION_AVAILABLE, false)
				.build();

			assertBytes(V5, new ConnAck(false, ReasonCode.SUCCESS, properties), """
					20 3F           // CONNACK, 63 bytes follow
					00              // no session
					00              // success
					3C              // 60 bytes of properties
					11 00 00 00 3C  // session expiry interval 60 seconds
					12 00 01 'c'    // assigned client identifier
					13 00 1E        // server keep alive 30 seconds
					15 00 01 'm'    // authentication method
					16 00 01 01     // authentication data
					1A 00 01 'i'    // response information
					1C 00 01 's'    // server reference
					1F 00 01 'r'    // reason string
					21 00 14        // receive maximum 20
					22 00 05        // topic alias maximum 5
					24 01           // maximum QoS 1
					25 00           // no retained messages
					26 00 01 'a' 00 01 'b'
					27 00 00 03 E8  // maximum packet size 1000
					28 00           // no wildcard subscriptions
					29 01           // subscription identifiers
					2A 00           // no shared subscriptions
					""");
		}

		@Test
		void hasAReasonCode() {
			assertBytes(V5, connAck(false, ReasonCode.BANNED), "20 03 00 8A 00");
		}

		@Test
		void hasNoReasonCodeOfOtherPackets() {
			assertRefused(V5, "20 03 00 8B 00", PROTOCOL_ERROR,
					"reason code of CONNACK must be one that this packet may have, was 0x8B");
			assertRefused(V5, "20 03 00 01 00", PROTOCOL_ERROR,
					"reason code of CONNACK must be one that this packet may have, was 0x01");
			assertNotWritten(V5, connAck(false, ReasonCode.SERVER_SHUTTING_DOWN),
					"reason code of CONNACK must be one that this packet may have, was 0x8B server shutting down");
		}

		@Test
		void isRefusedInTheLayoutOfMqtt311() {
			assertRefused(V5, "20 02 00 01", PROTOCOL_ERROR,
					"CONNACK of MQTT 5 must have at least 3 bytes after its header, had 2: "
							+ "the server answers in MQTT 3.1.1");
		}

	}

	@Nested
	class InBothVersions {

		@Test // [MQTT-3.2.2-1]
		void hasReservedFlagsOfZero() {
			assertRefused(V3_1_1, "20 02 02 00", MALFORMED_PACKET, "reserved flags of CONNACK must be 0, were in 0x02");
			assertRefused(V5, "20 03 81 00 00", MALFORMED_PACKET, "reserved flags of CONNACK must be 0, were in 0x81");
		}

		@Test // [MQTT-3.2.2-6]
		void hasNoSessionIfItRefuses() {
			assertRefused(V3_1_1, "20 02 01 05", PROTOCOL_ERROR,
					"session present must be 0 in a CONNACK that refuses, was 1 with 0x87 not authorized");
			assertRefused(V5, "20 03 01 87 00", PROTOCOL_ERROR,
					"session present must be 0 in a CONNACK that refuses, was 1 with 0x87 not authorized");
			assertNotWritten(V5, connAck(true, ReasonCode.NOT_AUTHORIZED),
					"session present must not be set in a CONNACK that refuses, was with 0x87 not authorized");
		}

	}

	private static ConnAck connAck(boolean sessionPresent, ReasonCode reasonCode) {
		return new ConnAck(sessionPresent, reasonCode, PacketProperties.NONE);
	}

}
