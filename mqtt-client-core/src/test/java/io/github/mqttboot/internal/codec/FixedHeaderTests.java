// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static io.github.mqttboot.internal.codec.Codec.assertReads;
import static io.github.mqttboot.internal.codec.Codec.assertRefused;
import static io.github.mqttboot.protocol.MqttVersion.V3_1_1;
import static io.github.mqttboot.protocol.MqttVersion.V5;
import static io.github.mqttboot.protocol.ReasonCode.MALFORMED_PACKET;
import static io.github.mqttboot.protocol.ReasonCode.PACKET_TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.Unsubscribe;
import io.github.mqttboot.protocol.UserProperty;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every packet begins with (section 2.1). */
class FixedHeaderTests {

	@Nested
	class Type {

		@Test
		void isNotZero() {
			assertRefused(V3_1_1, "00 00", MALFORMED_PACKET, "packet type must be 1..14 in MQTT 3.1.1, was 0");
			assertRefused(V5, "02 00", MALFORMED_PACKET, "packet type must be 1..15 in MQTT 5.0, was 0");
		}

	}

	@Nested
	class Flags {

		@ParameterizedTest // [MQTT-2.1.3-1]
		@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PUBLISH")
		void areFixedForEachTypeButPublish(PacketType type) {
			int expected = switch (type) {
				case PUBREL, SUBSCRIBE, UNSUBSCRIBE -> 2;
				default -> 0;
			};

			for (int flags = 0; flags < 16; flags++) {
				if (flags != expected) {
					String firstByte = HexFormat.of().toHexDigits((byte) (type.code() << 4 | flags));
					assertRefused(V5, firstByte + " 00", MALFORMED_PACKET,
							"flags of " + type + " must be " + expected + ", were " + flags);
				}
			}
		}

	}

	@Nested
	class RemainingLength {

		@ParameterizedTest // table 2-4
		@CsvSource({ "124, 7F", "125, 80 01", "16380, FF 7F", "16381, 80 80 01", "2097148, FF FF 7F",
				"2097149, 80 80 80 01", "5000000, C3 96 B1 02" })
		void hasAsManyBytesAsItNeeds(int payloadLength, String remainingLength) {
			Publish publish = publish(payloadLength);
			ByteBuf out = Unpooled.buffer();

			int size = new PacketEncoder(V3_1_1).encode(publish, out, Codec.UNLIMITED);

			ByteBuf header = Unpooled.wrappedBuffer(Hex.bytes("30 " + remainingLength));
			assertThat(size).isEqualTo(out.readableBytes()).isEqualTo(header.readableBytes() + 3 + payloadLength);
			assertThat(out.slice(0, header.readableBytes())).isEqualTo(header);
			assertThat(new PacketDecoder(V3_1_1, Codec.UNLIMITED).decode(out)).isEqualTo(publish);
		}

		@Test
		void hasNoMoreThanFourBytes() {
			assertRefused(V3_1_1, "30 FF FF FF FF", MALFORMED_PACKET,
					"remaining length must have at most 4 bytes, had more");
			assertRefused(V5, "C0 80 80 80 80 00", MALFORMED_PACKET,
					"remaining length must have at most 4 bytes, had more");
		}

		@Test // [MQTT-1.5.5-1]
		void isWrittenInAsFewBytesAsPossibleInMqtt5() {
			assertRefused(V5, "40 82 00 00 0A", MALFORMED_PACKET,
					"remaining length must be written in as few bytes as possible, was not for 2");
			assertRefused(V5, "C0 80 80 80 00", MALFORMED_PACKET,
					"remaining length must be written in as few bytes as possible, was not for 0");
		}

		@Test // section 2.2.3 of MQTT 3.1.1 does not ask for it
		void mayHaveMoreBytesThanItNeedsInMqtt311() {
			assertReads(V3_1_1, "40 82 00 00 0A", new PubAck(10));
			assertReads(V3_1_1, "C0 80 80 80 00", PingReq.INSTANCE);
		}

	}

	@Nested
	class Size {

		@Test
		void isCheckedBeforeTheBodyHasCome() {
			PacketDecoder decoder = new PacketDecoder(V5, 100);
			ByteBuf in = Unpooled.wrappedBuffer(Hex.bytes("30 63"));

			assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> decoder.decode(in))
				.withMessage("PUBLISH must have at most 100 bytes, had 101")
				.satisfies((refused) -> assertThat(refused.reasonCode()).isEqualTo(PACKET_TOO_LARGE));
		}

		@Test
		void mayBeTheMaximum() {
			PacketDecoder decoder = new PacketDecoder(V5, 4);

			assertThat(decoder.decode(Unpooled.wrappedBuffer(Hex.bytes("40 02 00 0A")))).isEqualTo(new PubAck(10));
		}

		@Test
		void ofTheLargestPacketThereIsFitsTheLargestLimit() {
			PacketDecoder decoder = new PacketDecoder(V5, Integer.MAX_VALUE);

			assertThat(decoder.decode(Unpooled.wrappedBuffer(Hex.bytes("30 FF FF FF 7F")))).isNull();
		}

		@ParameterizedTest // [MQTT-3.2.2-15]
		@EnumSource
		void isCheckedBeforeAnythingIsWritten(MqttVersion version) {
			PacketEncoder encoder = new PacketEncoder(version);
			Publish publish = publish(100);
			int size = (version == V5) ? 106 : 105;
			ByteBuf out = Unpooled.buffer();

			assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(publish, out, size - 1))
				.withMessage("PUBLISH must have at most " + (size - 1) + " bytes, had " + size);
			assertThat(out.isReadable()).isFalse();
			assertThat(encoder.encode(publish, out, size)).isEqualTo(size);
		}

		@Test
		void isNoLargerThanMqttAllows() {
			String longest = "x".repeat(65_535);
			PacketProperties properties = PacketProperties.builder()
				.set(Property.USER_PROPERTIES, Collections.nCopies(2048, new UserProperty(longest, longest)))
				.build();
			Unsubscribe unsubscribe = new Unsubscribe(1, List.of(TopicFilter.of("#")), properties);
			ByteBuf out = Unpooled.buffer();

			assertThatIllegalArgumentException()
				.isThrownBy(() -> new PacketEncoder(V5).encode(unsubscribe, out, 4_294_967_295L))
				.withMessage("UNSUBSCRIBE must have at most 268435460 bytes, had 268441614");
			assertThat(out.isReadable()).isFalse();
		}

	}

	@Nested
	class Packets {

		@Test
		void areReadOneByOne() {
			PacketDecoder decoder = new PacketDecoder(V3_1_1, 100);
			ByteBuf in = Unpooled.wrappedBuffer(Hex.bytes("C0 00 40 02 00 0A D0"));

			assertThat(decoder.decode(in)).isEqualTo(PingReq.INSTANCE);
			assertThat(decoder.decode(in)).isEqualTo(new PubAck(10));
			assertThat(decoder.decode(in)).isNull();
			assertThat(in.readableBytes()).isEqualTo(1);
		}

		@Test
		void areWrittenBehindEachOther() {
			PacketEncoder encoder = new PacketEncoder(V3_1_1);
			ByteBuf out = Unpooled.buffer();

			encoder.encode(PingReq.INSTANCE, out, 100);
			encoder.encode(new PubAck(10), out, 100);

			assertThat(out).isEqualTo(Unpooled.wrappedBuffer(Hex.bytes("C0 00 40 02 00 0A")));
		}

	}

	private static Publish publish(int payloadLength) {
		return new Publish(MqttMessage.builder("a").payload(new byte[payloadLength]).build(), false, 0);
	}

}
