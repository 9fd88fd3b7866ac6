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
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.RetainHandling;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SUBSCRIBE and SUBACK (sections 3.8 and 3.9). */
class SubscribeCodecTests {

	private static final Subscription PLAIN = Subscription.of("a", QoS.AT_LEAST_ONCE);

	@Nested
	class SubscribeInMqtt311 {

		@Test
		void hasAQosForEachFilter() {
			assertBytes(V3_1_1, subscribe(Subscription.of("a/+", QoS.AT_MOST_ONCE),
					Subscription.of("$share/g/#", QoS.EXACTLY_ONCE), PLAIN), """
							82 19                  // SUBSCRIBE, 25 bytes follow
							00 0A                  // packet identifier 10
							00 03 'a/+' 00         // QoS 0
							00 0A '$share/g/#' 02  // QoS 2
							00 01 'a' 01           // QoS 1
							""");
		}

		@ParameterizedTest // [v3 MQTT-3.8.3-4]
		@ValueSource(strings = { "04", "08", "10", "40", "80" })
		void hasNoOtherOptions(String options) {
			assertRefused(V3_1_1, "82 06 00 0A 00 01 'a' " + options, MALFORMED_PACKET,
					"reserved subscription options must be 0, were in 0x" + options);
		}

		@Test
		void cannotExpressTheOptionsOfMqtt5() {
			for (Subscription subscription : List.of(PLAIN.withNoLocal(true), PLAIN.withRetainAsPublished(true),
					PLAIN.withRetainHandling(RetainHandling.DO_NOT_SEND))) {
				assertNotWritten(V3_1_1, subscribe(subscription),
						"a subscription must have no option but its QoS in MQTT 3.1.1, was " + subscription);
			}
		}

		@Test
		void hasNoProperties() {
			PacketProperties properties = PacketProperties.builder().subscriptionIdentifier(1).build();

			assertNotWritten(V3_1_1, new Subscribe(10, List.of(PLAIN), properties),
					"properties must be empty in MQTT 3.1.1, were {subscription identifier=[1]}");
		}

	}

	@Nested
	class SubscribeInMqtt5 {

		@Test
		void hasOptionsForEachFilter() {
			assertBytes(V5, subscribe(PLAIN.withNoLocal(true), PLAIN.withRetainAsPublished(true),
					PLAIN.withRetainHandling(RetainHandling.SEND_IF_NEW),
					PLAIN.withRetainHandling(RetainHandling.DO_NOT_SEND).withNoLocal(true).withQos(QoS.EXACTLY_ONCE)),
					"""
							82 13         // SUBSCRIBE, 19 bytes follow
							00 0A         // packet identifier 10
							00            // no properties
							00 01 'a' 05  // no local, QoS 1
							00 01 'a' 09  // retain as published, QoS 1
							00 01 'a' 11  // retain handling 1, QoS 1
							00 01 'a' 26  // retain handling 2, no local, QoS 2
							""");
		}

		@Test
		void hasItsProperties() {
			PacketProperties properties = PacketProperties.builder()
				.subscriptionIdentifier(268_435_455)
				.userProperty("k", "v")
				.build();

			assertBytes(V5, new Subscribe(10, List.of(PLAIN), properties), """
					82 13                   // SUBSCRIBE, 19 bytes follow
					00 0A                   // packet identifier 10
					0C                      // 12 bytes of properties
					0B FF FF FF 7F          // subscription identifier 268435455
					26 00 01 'k' 00 01 'v'  // user property
					00 01 'a' 01            // QoS 1
					""");
		}

		@Test // section 3.8.2.1.2
		void hasAtMostOneSubscriptionIdentifier() {
			assertRefused(V5, "82 0B 00 0A 04 0B 01 0B 02 00 01 'a' 01", PROTOCOL_ERROR,
					"SUBSCRIBE must have the property subscription identifier once, had it again");
		}

		@Test // section 3.8.2.1.2
		void hasNoSubscriptionIdentifierZero() {
			assertRefused(V5, "82 09 00 0A 02 0B 00 00 01 'a' 01", PROTOCOL_ERROR,
					"subscription identifier must be a value that MQTT allows, was 0");
		}

		@Test
		void hasNoSubscriptionIdentifierOfFiveBytes() {
			assertRefused(V5, "82 0D 00 0A 06 0B 80 80 80 80 01 00 01 'a' 01", MALFORMED_PACKET,
					"subscription identifier must have at most 4 bytes, had more");
		}

		@ParameterizedTest // [MQTT-3.8.3-5]
		@ValueSource(strings = { "40", "80", "C1" })
		void hasReservedOptionsOfZero(String options) {
			assertRefused(V5, "82 07 00 0A 00 00 01 'a' " + options, MALFORMED_PACKET,
					"reserved subscription options must be 0, were in 0x" + options);
		}

		@Test // section 3.8.3.1
		void hasNoRetainHandling3() {
			assertRefused(V5, "82 07 00 0A 00 00 01 'a' 30", PROTOCOL_ERROR,
					"retain handling must be 0, 1 or 2, was 3");
		}

		@Test // [MQTT-3.8.3-4]
		void hasNoLocalNotForSharedSubscriptions() {
			assertRefused(V5, "82 10 00 0A 00 00 0A '$share/g/a' 04", PROTOCOL_ERROR,
					"no local must be 0 for a shared subscription, was 1");
		}

	}

	@Nested
	class SubscribeInBothVersions {

		@Test // [MQTT-3.8.3-2]
		void hasAtLeastOneFilter() {
			assertRefused(V3_1_1, "82 02 00 0A", PROTOCOL_ERROR,
					"SUBSCRIBE must have at least one topic filter, had none");
			assertRefused(V5, "82 03 00 0A 00", PROTOCOL_ERROR,
					"SUBSCRIBE must have at least one topic filter, had none");
		}

		@Test // section 3.8.3.1
		void hasNoQos3() {
			assertRefused(V3_1_1, "82 06 00 0A 00 01 'a' 03", PROTOCOL_ERROR,
					"QoS of a subscription must be 0, 1 or 2, was 3");
			assertRefused(V5, "82 07 00 0A 00 00 01 'a' 03", PROTOCOL_ERROR,
					"QoS of a subscription must be 0, 1 or 2, was 3");
		}

		@Test // [MQTT-2.2.1-3]
		void hasNoPacketIdentifierZero() {
			assertRefused(V3_1_1, "82 06 00 00 00 01 'a' 01", PROTOCOL_ERROR,
					"packet identifier must be 1..65535, was 0");
		}

		@Test
		void hasValidFilters() {
			assertRefused(V3_1_1, "82 05 00 0A 00 00 01", MALFORMED_PACKET,
					"SUBSCRIBE: topic filter must have at least one character");
			assertRefused(V3_1_1, "82 07 00 0A 00 02 'a#' 01", MALFORMED_PACKET,
					"SUBSCRIBE: # must fill a whole level of a topic filter, was \"a#\"");
			assertRefused(V5, "82 0A 00 0A 00 00 04 '#/+a' 01", MALFORMED_PACKET,
					"SUBSCRIBE: # must be the last character of a topic filter, was \"#/+a\"");
			assertRefused(V5, "82 0F 00 0A 00 00 09 '$share//a' 01", MALFORMED_PACKET,
					"SUBSCRIBE: share name must have at least one character and no wildcard, was \"$share//a\"");
		}

		@Test
		void hasOptionsForItsLastFilter() {
			assertRefused(V3_1_1, "82 05 00 0A 00 01 'a'", MALFORMED_PACKET,
					"bytes left for subscription options must be at least 1, were 0");
		}

	}

	@Nested
	class SubAckPacket {

		@Test
		void hasTheGrantedQosOrAFailureInMqtt311() {
			assertBytes(V3_1_1, subAck(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2,
					ReasonCode.UNSPECIFIED_ERROR), """
							90 06        // SUBACK, 6 bytes follow
							00 0A        // packet identifier 10
							00 01 02 80  // granted QoS 0, 1 and 2, failure
							""");
		}

		@Test // [v3 MQTT-3.9.3-2]
		void hasNoOtherReturnCodeInMqtt311() {
			assertRefused(V3_1_1, "90 03 00 0A 87", PROTOCOL_ERROR,
					"return code of SUBACK must be 0, 1, 2 or 0x80, was 0x87");
			assertRefused(V3_1_1, "90 03 00 0A 03", PROTOCOL_ERROR,
					"return code of SUBACK must be 0, 1, 2 or 0x80, was 0x03");
		}

		@Test
		void sumsUpErrorsAsFailureInMqtt311() {
			assertThat(Codec.encode(V3_1_1, subAck(ReasonCode.NOT_AUTHORIZED, ReasonCode.GRANTED_QOS_1)))
				.isEqualTo(Hex.bytes("90 04 00 0A 80 01"));
		}

		@Test
		void hasPropertiesBeforeItsReasonCodesInMqtt5() {
			PacketProperties properties = PacketProperties.builder().set(Property.REASON_STRING, "no").build();

			assertBytes(V5, new SubAck(10, List.of(ReasonCode.SUCCESS, ReasonCode.QUOTA_EXCEEDED), properties), """
					90 0A          // SUBACK, 10 bytes follow
					00 0A          // packet identifier 10
					05             // 5 bytes of properties
					1F 00 02 'no'  // reason string
					00 97          // granted QoS 0, quota exceeded
					""");
		}

		@Test
		void hasNoReasonCodeOfOtherPackets() {
			assertRefused(V5, "90 04 00 0A 00 11", PROTOCOL_ERROR,
					"reason code of SUBACK must be one that this packet may have, was 0x11");
			assertNotWritten(V5, subAck(ReasonCode.NO_SUBSCRIPTION_EXISTED),
					"reason code of SUBACK must be one that this packet may have, was 0x11 no subscription existed");
		}

		@Test
		void isReadAsAFailureWhateverErrorItHas() {
			assertReads(V5, "90 05 00 0A 00 95 FF", subAck(ReasonCode.PACKET_TOO_LARGE, ReasonCode.UNSPECIFIED_ERROR));
		}

		@Test
		void hasAtLeastOneReasonCode() {
			assertRefused(V3_1_1, "90 02 00 0A", PROTOCOL_ERROR, "SUBACK must have at least one reason code, had none");
			assertRefused(V5, "90 03 00 0A 00", PROTOCOL_ERROR, "SUBACK must have at least one reason code, had none");
			assertNotWritten(V5, subAck(), "SUBACK must have at least one reason code, had none");
		}

	}

	private static Subscribe subscribe(Subscription... subscriptions) {
		return new Subscribe(10, List.of(subscriptions), PacketProperties.NONE);
	}

	private static SubAck subAck(ReasonCode... reasonCodes) {
		return new SubAck(10, List.of(reasonCodes), PacketProperties.NONE);
	}

}
