// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static io.github.mqttboot.internal.codec.Codec.assertBytes;
import static io.github.mqttboot.internal.codec.Codec.assertNotWritten;
import static io.github.mqttboot.internal.codec.Codec.assertReads;
import static io.github.mqttboot.internal.codec.Codec.assertRefused;
import static io.github.mqttboot.protocol.MqttVersion.V3_1_1;
import static io.github.mqttboot.protocol.MqttVersion.V5;
import static io.github.mqttboot.protocol.ReasonCode.MALFORMED_PACKET;
import static io.github.mqttboot.protocol.ReasonCode.PROTOCOL_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** UNSUBSCRIBE and UNSUBACK (sections 3.10 and 3.11). */
class UnsubscribeCodecTests {

	private static final List<TopicFilter> FILTERS = List.of(TopicFilter.of("a/+"), TopicFilter.of("#"));

	@Nested
	class UnsubscribePacket {

		@Test
		void hasFiltersInMqtt311() {
			assertBytes(V3_1_1, new Unsubscribe(10, FILTERS, PacketProperties.NONE), """
					A2 0A        // UNSUBSCRIBE, 10 bytes follow
					00 0A        // packet identifier 10
					00 03 'a/+'  // topic filter
					00 01 '#'    // topic filter
					""");
		}

		@Test
		void hasPropertiesBeforeItsFiltersInMqtt5() {
			PacketProperties properties = PacketProperties.builder().userProperty("k", "v").build();

			assertBytes(V5, new Unsubscribe(10, FILTERS, properties), """
					A2 12                   // UNSUBSCRIBE, 18 bytes follow
					00 0A                   // packet identifier 10
					07                      // 7 bytes of properties
					26 00 01 'k' 00 01 'v'  // user property
					00 03 'a/+'             // topic filter
					00 01 '#'               // topic filter
					""");
		}

		@Test // [MQTT-3.10.3-2]
		void hasAtLeastOneFilter() {
			assertRefused(V3_1_1, "A2 02 00 0A", PROTOCOL_ERROR,
					"UNSUBSCRIBE must have at least one topic filter, had none");
			assertRefused(V5, "A2 03 00 0A 00", PROTOCOL_ERROR,
					"UNSUBSCRIBE must have at least one topic filter, had none");
		}

		@Test
		void hasValidFilters() {
			assertRefused(V3_1_1, "A2 06 00 0A 00 02 '+a'", MALFORMED_PACKET,
					"UNSUBSCRIBE: + must fill a whole level of a topic filter, was \"+a\"");
			assertRefused(V5, "A2 05 00 0A 00 00 00", MALFORMED_PACKET,
					"UNSUBSCRIBE: topic filter must have at least one character");
		}

		@Test // [MQTT-2.2.1-3]
		void hasNoPacketIdentifierZero() {
			assertRefused(V5, "A2 06 00 00 00 00 01 'a'", PROTOCOL_ERROR, "packet identifier must be 1..65535, was 0");
		}

	}

	@Nested
	class UnsubAckPacket {

		@Test
		void hasNoReasonCodesInMqtt311() {
			assertBytes(V3_1_1, unsubAck(), """
					B0 02  // UNSUBACK, 2 bytes follow
					00 0A  // packet identifier 10
					""");
		}

		@Test
		void doesNotWriteItsReasonCodesInMqtt311() {
			assertThat(Codec.encode(V3_1_1, unsubAck(ReasonCode.NOT_AUTHORIZED))).isEqualTo(Hex.bytes("B0 02 00 0A"));
		}

		@Test
		void hasNoPayloadInMqtt311() {
			assertRefused(V3_1_1, "B0 03 00 0A 00", MALFORMED_PACKET,
					"UNSUBACK must end after its last field, had 1 bytes more");
		}

		@Test
		void hasPropertiesBeforeItsReasonCodesInMqtt5() {
			PacketProperties properties = PacketProperties.builder().set(Property.REASON_STRING, "no").build();

			assertBytes(V5,
					new UnsubAck(10, List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED), properties), """
							B0 0A          // UNSUBACK, 10 bytes follow
							00 0A          // packet identifier 10
							05             // 5 bytes of properties
							1F 00 02 'no'  // reason string
							00 11          // success, no subscription existed
							""");
		}

		@Test
		void hasAtLeastOneReasonCodeInMqtt5() {
			assertRefused(V5, "B0 03 00 0A 00", PROTOCOL_ERROR,
					"UNSUBACK must have at least one reason code, had none");
			assertNotWritten(V5, unsubAck(), "UNSUBACK must have at least one reason code, had none");
		}

		@Test
		void isReadAsAFailureWhateverErrorItHas() {
			assertReads(V5, "B0 05 00 0A 00 95 FF",
					unsubAck(ReasonCode.PACKET_TOO_LARGE, ReasonCode.UNSPECIFIED_ERROR));
		}

		@Test
		void hasNoReasonCodeOfOtherPackets() {
			assertRefused(V5, "B0 04 00 0A 00 01", PROTOCOL_ERROR,
					"reason code of UNSUBACK must be one that this packet may have, was 0x01");
			assertNotWritten(V5, unsubAck(ReasonCode.GRANTED_QOS_1),
					"reason code of UNSUBACK must be one that this packet may have, was 0x01 granted QoS 1");
		}

	}

	private static UnsubAck unsubAck(ReasonCode... reasonCodes) {
		return new UnsubAck(10, List.of(reasonCodes), PacketProperties.NONE);
	}

}
