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
import static io.github.mqttboot.protocol.ReasonCode.TOPIC_ALIAS_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.TopicName;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PUBLISH (section 3.3). */
class PublishCodecTests {

	@Nested
	class InMqtt311 {

		@Test
		void hasNoPacketIdentifierAtQos0() {
			assertBytes(V3_1_1, new Publish(message("a/b", "hi", QoS.AT_MOST_ONCE), false, 0), """
					30 07        // PUBLISH, QoS 0, 7 bytes follow
					00 03 'a/b'  // topic name
					'hi'         // payload
					""");
		}

		@Test
		void hasItsFlagsAndAPacketIdentifierAtQos1() {
			MqttMessage retained = message("a/b", "hi", QoS.AT_LEAST_ONCE).toBuilder().retain(true).build();

			assertBytes(V3_1_1, new Publish(retained, true, 0x1234), """
					3B 09        // PUBLISH, DUP, QoS 1, retain, 9 bytes follow
					00 03 'a/b'  // topic name
					12 34        // packet identifier
					'hi'         // payload
					""");
		}

		@Test
		void mayHaveAnEmptyPayload() {
			assertBytes(V3_1_1, new Publish(message("ü", "", QoS.EXACTLY_ONCE), false, 65_535), """
					34 06        // PUBLISH, QoS 2, 6 bytes follow
					00 02 C3 BC  // topic name ü
					FF FF        // packet identifier 65535
					""");
		}

		@Test
		void hasNoProperties() {
			MqttMessage message = MqttMessage.builder("a").contentType("text/plain").build();

			assertNotWritten(V3_1_1, new Publish(message, false, 0),
					"properties must be empty in MQTT 3.1.1, were {content type=text/plain}");
		}

		@Test
		void hasATopicName() {
			assertRefused(V3_1_1, "30 02 00 00", PROTOCOL_ERROR,
					"topic name must not be empty without topic alias, was empty");
		}

	}

	@Nested
	class InMqtt5 {

		@Test
		void hasAnEmptyPropertyLengthWithoutProperties() {
			assertBytes(V5, new Publish(message("a/b", "hi", QoS.AT_LEAST_ONCE), false, 10), """
					32 0A        // PUBLISH, QoS 1, 10 bytes follow
					00 03 'a/b'  // topic name
					00 0A        // packet identifier
					00           // no properties
					'hi'         // payload
					""");
		}

		@Test
		void hasItsPropertiesInTheOrderOfTheirIdentifiers() {
			PacketProperties properties = PacketProperties.builder()
				.userProperty("k", "1")
				.set(Property.TOPIC_ALIAS, 5)
				.subscriptionIdentifier(1)
				.subscriptionIdentifier(300)
				.set(Property.CORRELATION_DATA, new byte[] { 1, 2 })
				.set(Property.RESPONSE_TOPIC, "r")
				.set(Property.CONTENT_TYPE, "t")
				.set(Property.MESSAGE_EXPIRY_INTERVAL, 4_294_967_295L)
				.set(Property.PAYLOAD_FORMAT_INDICATOR, true)
				.userProperty("k", "")
				.build();

			assertBytes(V5, publish("a", properties, QoS.AT_MOST_ONCE), """
					30 30              // PUBLISH, QoS 0, 48 bytes follow
					00 01 'a'          // topic name
					29                 // 41 bytes of properties
					01 01              // payload format indicator: text
					02 FF FF FF FF     // message expiry interval
					03 00 01 't'       // content type
					08 00 01 'r'       // response topic
					09 00 02 01 02     // correlation data
					0B 01              // subscription identifier 1
					0B AC 02           // subscription identifier 300
					23 00 05           // topic alias 5
					26 00 01 'k' 00 01 '1'
					26 00 01 'k' 00 00
					'x' 'y' 'z'        // payload
					""");
		}

		@Test
		void mayNameItsTopicByAnAliasAlone() {
			PacketProperties alias = PacketProperties.builder().set(Property.TOPIC_ALIAS, 7).build();

			assertBytes(V5,
					new Publish(new MqttMessage(TopicName.NONE, bytes("x"), QoS.AT_MOST_ONCE, false, alias), false, 0),
					"""
							30 07     // PUBLISH, QoS 0, 7 bytes follow
							00 00     // no topic name
							03        // 3 bytes of properties
							23 00 07  // topic alias 7
							'x'       // payload
							""");
		}

		@Test // section 3.3.2.1
		void hasATopicNameOrAnAlias() {
			assertRefused(V5, "30 03 00 00 00", PROTOCOL_ERROR,
					"topic name must not be empty without topic alias, was empty");
			assertNotWritten(V5, publish(TopicName.NONE, PacketProperties.NONE),
					"topic name must not be empty without topic alias, was empty");
		}

		@Test // [MQTT-3.3.2-8]
		void hasNoTopicAliasZero() {
			assertRefused(V5, "30 07 00 01 'a' 03 23 00 00", TOPIC_ALIAS_INVALID,
					"topic alias must be a value that MQTT allows, was 0");
		}

		@Test // [MQTT-3.3.2-14]
		void hasNoWildcardInItsResponseTopic() {
			assertRefused(V5, "30 09 00 01 'a' 05 08 00 02 'r#'", MALFORMED_PACKET,
					"response topic: topic name must not contain the wildcards + and #, was \"r#\"");
			assertNotWritten(V5, publish("a", PacketProperties.builder().set(Property.RESPONSE_TOPIC, "r#").build(),
					QoS.AT_MOST_ONCE), "topic name must not contain the wildcards + and #, was \"r#\"");
		}

		@Test
		void hasNoEmptyResponseTopic() {
			assertRefused(V5, "30 07 00 01 'a' 03 08 00 00", MALFORMED_PACKET,
					"response topic: topic name must have at least one character");
		}

		@Test
		void hasNoSubscriptionIdentifierZero() {
			assertRefused(V5, "30 06 00 01 'a' 02 0B 00", PROTOCOL_ERROR,
					"subscription identifier must be a value that MQTT allows, was 0");
		}

	}

	@Nested
	class InBothVersions {

		@Test // [MQTT-3.3.1-4]
		void hasNoQos3() {
			assertRefused(V3_1_1, "36 06 00 01 'a' 00 01 00", MALFORMED_PACKET,
					"QoS of PUBLISH must be 0, 1 or 2, was 3");
			assertRefused(V5, "36 06 00 01 'a' 00 01 00", MALFORMED_PACKET, "QoS of PUBLISH must be 0, 1 or 2, was 3");
		}

		@Test // [MQTT-3.3.1-2]
		void hasNoDupAtQos0() {
			assertRefused(V3_1_1, "38 03 00 01 'a'", PROTOCOL_ERROR, "DUP of PUBLISH must be 0 for QoS 0, was 1");
			assertRefused(V5, "38 04 00 01 'a' 00", PROTOCOL_ERROR, "DUP of PUBLISH must be 0 for QoS 0, was 1");
		}

		@Test // [MQTT-2.2.1-3]
		void hasNoPacketIdentifierZero() {
			assertRefused(V3_1_1, "32 05 00 01 'a' 00 00", PROTOCOL_ERROR, "packet identifier must be 1..65535, was 0");
			assertRefused(V5, "34 06 00 01 'a' 00 00 00", PROTOCOL_ERROR, "packet identifier must be 1..65535, was 0");
		}

		@ParameterizedTest // [MQTT-3.3.2-2]
		@CsvSource({ "'a+'", "'#'" })
		void hasNoWildcardInItsTopic(String topic) {
			String hex = "0" + topic.length() + " '" + topic + "'";
			int length = topic.length() + 2;

			assertRefused(V3_1_1, "30 0" + length + " 00 " + hex, MALFORMED_PACKET,
					"PUBLISH: topic name must not contain the wildcards + and #, was \"" + topic + "\"");
			assertRefused(V5, "30 0" + (length + 1) + " 00 " + hex + " 00", MALFORMED_PACKET,
					"PUBLISH: topic name must not contain the wildcards + and #, was \"" + topic + "\"");
		}

		@Test
		void endsNotBeforeItsTopicDoes() {
			assertRefused(V3_1_1, "30 03 00 02 'a'", MALFORMED_PACKET,
					"bytes left for topic name must be at least 2, were 1");
			assertRefused(V3_1_1, "30 01 00", MALFORMED_PACKET, "bytes left for topic name must be at least 2, were 1");
			assertRefused(V3_1_1, "32 04 00 01 'a' 00", MALFORMED_PACKET,
					"bytes left for packet identifier must be at least 2, were 1");
			assertRefused(V5, "30 03 00 01 'a'", MALFORMED_PACKET,
					"bytes left for property length must be at least 1, were 0");
		}

		@Test // [MQTT-1.5.4-2]
		void hasNoNullCharacterInItsTopic() {
			assertRefused(V3_1_1, "30 05 00 03 'a' 00 'b'", MALFORMED_PACKET,
					"topic name must be UTF-8 without U+0000, was not at byte 1");
		}

	}

	@Nested
	class Head {

		@Test
		void countsThePayloadButDoesNotWriteIt() {
			ByteBuf out = Unpooled.buffer();
			Publish publish = new Publish(message("a", "x".repeat(200), QoS.AT_LEAST_ONCE), false, 1);

			int size = new PacketEncoder(V5).encodePublishHead(publish, out, 209);

			assertThat(size).isEqualTo(209);
			assertThat(Hex.text(ByteBufUtil.getBytes(out))).isEqualTo(Hex.normal("""
					32 CE 01   // PUBLISH, QoS 1, 206 bytes follow
					00 01 'a'  // topic name
					00 01      // packet identifier
					00         // no properties
					"""));
		}

		@Test
		void isFollowedByThePayloadInAWholePacket() {
			ByteBuf head = Unpooled.buffer();
			ByteBuf whole = Unpooled.buffer();
			Publish publish = new Publish(message("a/b", "payload", QoS.EXACTLY_ONCE), true, 77);

			int size = new PacketEncoder(V3_1_1).encodePublishHead(publish, head, 100);
			new PacketEncoder(V3_1_1).encode(publish, whole, 100);

			assertThat(size).isEqualTo(whole.readableBytes());
			assertThat(head.writeBytes(bytes("payload"))).isEqualTo(whole);
		}

	}

	@Test
	void readsTheSameTopicAgainAsTheSameInstance() {
		PacketDecoder decoder = new PacketDecoder(V3_1_1, 100);
		ByteBuf in = Unpooled.wrappedBuffer(Hex.bytes("30 03 00 01 'a' 30 03 00 01 'b' 30 03 00 01 'a'"));

		List<TopicName> topics = List.of(topic(decoder, in), topic(decoder, in), topic(decoder, in));

		assertThat(topics).extracting(TopicName::value).containsExactly("a", "b", "a");
		assertThat(topics.get(2)).isSameAs(topics.get(0));
	}

	@Test
	void readsPropertiesInAnyOrder() {
		PacketProperties properties = PacketProperties.builder()
			.set(Property.CONTENT_TYPE, "t")
			.set(Property.PAYLOAD_FORMAT_INDICATOR, false)
			.build();

		assertReads(V5, "30 0D 00 01 'a' 06 03 00 01 't' 01 00 'xyz'", publish("a", properties, QoS.AT_MOST_ONCE));
	}

	private static TopicName topic(PacketDecoder decoder, ByteBuf in) {
		Publish publish = (Publish) decoder.decode(in);
		assertThat(publish).isNotNull();
		return publish.message().topicName();
	}

	private static MqttMessage message(String topic, String payload, QoS qos) {
		return MqttMessage.builder(topic).payload(payload).qos(qos).build();
	}

	private static Publish publish(String topic, PacketProperties properties, QoS qos) {
		return new Publish(new MqttMessage(TopicName.of(topic), bytes("xyz"), qos, false, properties), false, 0);
	}

	private static Publish publish(TopicName topic, PacketProperties properties) {
		return new Publish(new MqttMessage(topic, bytes("xyz"), QoS.AT_MOST_ONCE, false, properties), false, 0);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
