// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static io.github.mqttboot.internal.codec.Codec.assertReads;
import static io.github.mqttboot.internal.codec.Codec.assertRefused;
import static io.github.mqttboot.protocol.MqttVersion.V5;
import static io.github.mqttboot.protocol.ReasonCode.MALFORMED_PACKET;
import static io.github.mqttboot.protocol.ReasonCode.PROTOCOL_ERROR;
import static io.github.mqttboot.protocol.ReasonCode.TOPIC_ALIAS_INVALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.UserProperty;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The properties of MQTT 5 (section 2.2.2). */
class PropertyCodecTests {

	/** Table 2-4 of the specification once more, with a value of each and its bytes. */
	private static final List<Sample<?>> SAMPLES = List.of(
			new Sample<>(Property.PAYLOAD_FORMAT_INDICATOR, true, "01 01", "PUBLISH will"),
			new Sample<>(Property.MESSAGE_EXPIRY_INTERVAL, 305_419_896L, "02 12 34 56 78", "PUBLISH will"),
			new Sample<>(Property.CONTENT_TYPE, "ü", "03 00 02 C3 BC", "PUBLISH will"),
			new Sample<>(Property.RESPONSE_TOPIC, "a/b", "08 00 03 'a/b'", "PUBLISH will"),
			new Sample<>(Property.CORRELATION_DATA, new byte[] { 0, -1 }, "09 00 02 00 FF", "PUBLISH will"),
			new Sample<>(Property.SUBSCRIPTION_IDENTIFIER, List.of(128), "0B 80 01", "PUBLISH SUBSCRIBE"),
			new Sample<>(Property.SESSION_EXPIRY_INTERVAL, 4_294_967_295L, "11 FF FF FF FF",
					"CONNECT CONNACK DISCONNECT"),
			new Sample<>(Property.ASSIGNED_CLIENT_IDENTIFIER, "id", "12 00 02 'id'", "CONNACK"),
			new Sample<>(Property.SERVER_KEEP_ALIVE, 65_535, "13 FF FF", "CONNACK"),
			new Sample<>(Property.AUTHENTICATION_METHOD, "m", "15 00 01 'm'", "CONNECT CONNACK AUTH"),
			new Sample<>(Property.REQUEST_PROBLEM_INFORMATION, false, "17 00", "CONNECT"),
			new Sample<>(Property.WILL_DELAY_INTERVAL, 1L, "18 00 00 00 01", "will"),
			new Sample<>(Property.REQUEST_RESPONSE_INFORMATION, true, "19 01", "CONNECT"),
			new Sample<>(Property.RESPONSE_INFORMATION, "", "1A 00 00", "CONNACK"),
			new Sample<>(Property.SERVER_REFERENCE, "s", "1C 00 01 's'", "CONNACK DISCONNECT"),
			new Sample<>(Property.REASON_STRING, "r", "1F 00 01 'r'",
					"CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH"),
			new Sample<>(Property.RECEIVE_MAXIMUM, 1, "21 00 01", "CONNECT CONNACK"),
			new Sample<>(Property.TOPIC_ALIAS_MAXIMUM, 0, "22 00 00", "CONNECT CONNACK"),
			new Sample<>(Property.TOPIC_ALIAS, 65_535, "23 FF FF", "PUBLISH"),
			new Sample<>(Property.MAXIMUM_QOS, 1, "24 01", "CONNACK"),
			new Sample<>(Property.RETAIN_AVAILABLE, true, "25 01", "CONNACK"),
			new Sample<>(Property.USER_PROPERTIES, List.of(new UserProperty("k", "v")), "26 00 01 'k' 00 01 'v'",
					"CONNECT CONNACK PUBLISH will PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK "
							+ "DISCONNECT AUTH"),
			new Sample<>(Property.MAXIMUM_PACKET_SIZE, 1L, "27 00 00 00 01", "CONNECT CONNACK"),
			new Sample<>(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, false, "28 00", "CONNACK"),
			new Sample<>(Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE, false, "29 00", "CONNACK"),
			new Sample<>(Property.SHARED_SUBSCRIPTION_AVAILABLE, true, "2A 01", "CONNACK"));

	@TestFactory
	Collection<DynamicTest> isWrittenAndReadInThePacketsThatMayHaveIt() {
		return forEachPacket(true, (sample, packet) -> {
			assertThat(packet.write(sample.properties())).isEqualTo(Hex.bytes(sample.bytes));
			assertThat(packet.read(Hex.bytes(sample.bytes))).isEqualTo(sample.properties());
		});
	}

	@TestFactory // section 2.2.2.2
	Collection<DynamicTest> isRefusedInThePacketsThatMustNotHaveIt() {
		return forEachPacket(false, (sample, packet) -> {
			String message = packet.name + " must not have the property " + sample.property + ", had it";
			assertMalformed(packet, sample.bytes, MALFORMED_PACKET, message);
			assertThatIllegalArgumentException().isThrownBy(() -> packet.write(sample.properties()))
				.withMessage(message);
		});
	}

	@TestFactory
	Collection<DynamicTest> isRefusedTwiceUnlessItMayRepeat() {
		return forEachPacket(true, (sample, packet) -> {
			String twice = sample.bytes + " " + sample.bytes;
			boolean mayRepeat = sample.property == Property.USER_PROPERTIES
					|| (sample.property == Property.SUBSCRIPTION_IDENTIFIER && packet.name.equals("PUBLISH"));
			if (mayRepeat) {
				assertThat(packet.write(packet.read(Hex.bytes(twice)))).isEqualTo(Hex.bytes(twice));
			}
			else {
				assertMalformed(packet, twice, PROTOCOL_ERROR,
						packet.name + " must have the property " + sample.property + " once, had it again");
			}
		});
	}

	@TestFactory
	Collection<DynamicTest> isRefusedIfItEndsEarly() {
		return forEachPacket(true, (sample, packet) -> {
			byte[] whole = Hex.bytes(sample.bytes);
			for (int length = 1; length < whole.length; length++) {
				byte[] part = Arrays.copyOf(whole, length);
				assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> packet.read(part))
					.withMessageStartingWith("bytes left for ")
					.satisfies((refused) -> assertThat(refused.reasonCode()).isEqualTo(MALFORMED_PACKET));
			}
		});
	}

	@Test
	void authenticationDataStandsBehindItsMethod() {
		Place connect = new Place("CONNECT", PacketType.CONNECT);
		byte[] bytes = Hex.bytes("15 00 01 'm' 16 00 02 01 02");

		PacketProperties properties = connect.read(bytes);

		assertThat(properties.get(Property.AUTHENTICATION_DATA)).isEqualTo(new byte[] { 1, 2 });
		assertThat(connect.write(properties)).isEqualTo(bytes);
		assertThat(connect.read(Hex.bytes("16 00 02 01 02 15 00 01 'm'"))).isEqualTo(properties);
	}

	@Nested
	class Values {

		@ParameterizedTest
		@CsvSource({ "PUBLISH, 01 02, payload format indicator, 2", "CONNECT, 17 FF, request problem information, 255",
				"CONNECT, 19 02, request response information, 2", "CONNECT, 21 00 00, receive maximum, 0",
				"CONNACK, 24 02, maximum QoS, 2", "CONNACK, 25 02, retain available, 2",
				"CONNACK, 27 00 00 00 00, maximum packet size, 0", "CONNACK, 28 02, wildcard subscription available, 2",
				"CONNACK, 29 02, subscription identifiers available, 2",
				"CONNACK, 2A 02, shared subscription available, 2", "SUBSCRIBE, 0B 00, subscription identifier, 0" })
		void areRefusedOutOfRange(PacketType type, String hex, String property, int value) {
			assertMalformed(new Place(type.name(), type), hex, PROTOCOL_ERROR,
					property + " must be a value that MQTT allows, was " + value);
		}

		@Test // [MQTT-3.3.2-8]
		void ofTheTopicAliasAreRefusedWithAReasonOfTheirOwn() {
			assertMalformed(new Place("PUBLISH", PacketType.PUBLISH), "23 00 00", TOPIC_ALIAS_INVALID,
					"topic alias must be a value that MQTT allows, was 0");
		}

		@Test // [MQTT-1.5.5-1]
		void ofSubscriptionIdentifiersAreWrittenInAsFewBytesAsPossible() {
			assertMalformed(new Place("PUBLISH", PacketType.PUBLISH), "0B 81 00", MALFORMED_PACKET,
					"subscription identifier must be written in as few bytes as possible, was not for 1");
		}

		@Test // [MQTT-1.5.4-1]
		void thatAreTextAreUtf8() {
			assertMalformed(new Place("PUBLISH", PacketType.PUBLISH), "03 00 01 FF", MALFORMED_PACKET,
					"content type must be UTF-8 without U+0000, was not at byte 0");
			assertMalformed(new Place("PUBLISH", PacketType.PUBLISH), "26 00 01 00 00 00", MALFORMED_PACKET,
					"user property name must be UTF-8 without U+0000, was not at byte 0");
			assertMalformed(new Place("PUBLISH", PacketType.PUBLISH), "26 00 00 00 02 'a' C3", MALFORMED_PACKET,
					"user property value must be UTF-8 without U+0000, was not at byte 1");
		}

	}

	@Nested
	class Identifier {

		@ParameterizedTest
		@CsvSource({ "00, 0x00", "04, 0x04", "0A, 0x0A", "14, 0x14", "20, 0x20", "2B, 0x2B", "7F, 0x7F",
				"81 01, 0x81" })
		void isAKnownOne(String hex, String shown) {
			assertMalformed(new Place("PUBLISH", PacketType.PUBLISH), hex + " 00", MALFORMED_PACKET,
					"property identifier must be a known one, was " + shown);
		}

		@Test // [MQTT-1.5.5-1]
		void isWrittenInAsFewBytesAsPossible() {
			assertMalformed(new Place("PUBLISH", PacketType.PUBLISH), "81 00 01", MALFORMED_PACKET,
					"property identifier must be written in as few bytes as possible, was not for 1");
		}

	}

	@Nested
	class Length {

		@Test
		void isNotBeyondThePacket() {
			assertRefused(V5, "40 04 00 0A 00 01", MALFORMED_PACKET,
					"bytes left for properties must be at least 1, were 0");
		}

		@Test
		void doesNotEndWithinAProperty() {
			assertRefused(V5, "40 08 00 0A 00 03 1F 00 01 'r'", MALFORMED_PACKET,
					"bytes left for reason string must be at least 1, were 0");
		}

		@Test // [MQTT-1.5.5-1]
		void isWrittenInAsFewBytesAsPossible() {
			assertRefused(V5, "40 05 00 0A 00 80 00", MALFORMED_PACKET,
					"property length must be written in as few bytes as possible, was not for 0");
		}

		@Test
		void hasNoMoreThanFourBytes() {
			assertRefused(V5, "40 08 00 0A 00 80 80 80 80 01", MALFORMED_PACKET,
					"property length must have at most 4 bytes, had more");
		}

		@Test
		void mayNeedTwoBytes() {
			String reason = "r".repeat(200);
			PacketProperties properties = PacketProperties.builder().set(Property.REASON_STRING, reason).build();

			assertReads(V5, "40 D0 01 00 0A 00 CB 01 1F 00 C8 '" + reason + "'",
					new PubAck(10, ReasonCode.SUCCESS, properties));
		}

	}

	private static Collection<DynamicTest> forEachPacket(boolean allowed, Check check) {
		List<DynamicTest> tests = new ArrayList<>();
		for (Sample<?> sample : SAMPLES) {
			for (Place place : Place.all()) {
				if (sample.places.contains(place.name) == allowed) {
					tests.add(DynamicTest.dynamicTest(sample.property + " in " + place.name,
							() -> check.check(sample, place)));
				}
			}
		}
		return tests;
	}

	private static void assertMalformed(Place place, String hex, ReasonCode reasonCode, String message) {
		assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> place.read(Hex.bytes(hex)))
			.withMessage(message)
			.satisfies((refused) -> assertThat(refused.reasonCode()).isEqualTo(reasonCode));
	}

	private interface Check {

		void check(Sample<?> sample, Place place);

	}

	private static final class Sample<T> {

		private final Property<T> property;

		private final T value;

		private final String bytes;

		private final Set<String> places;

		private Sample(Property<T> property, T value, String bytes, String places) {
			this.property = property;
			this.value = value;
			this.bytes = bytes;
			this.places = Set.of(places.split(" "));
		}

		private PacketProperties properties() {
			return PacketProperties.builder().set(this.property, this.value).build();
		}

	}

	/** A packet or will that properties may stand in. */
	private record Place(String name, PacketType type) {

		private static List<Place> all() {
			List<Place> places = new ArrayList<>();
			for (PacketType type : PacketType.values()) {
				places.add(new Place(type.name(), type));
			}
			places.add(new Place("will", PacketType.CONNECT));
			return places;
		}

		private boolean isWill() {
			return this.name.equals("will");
		}

		private byte[] write(PacketProperties properties) {
			long size = isWill() ? PropertyWriter.sizeInWill(properties) : PropertyWriter.size(properties, this.type);
			ByteBuf out = Unpooled.buffer();
			PropertyWriter.write(out, properties);
			assertThat(size).isEqualTo(out.readableBytes());
			return ByteBufUtil.getBytes(out);
		}

		private PacketProperties read(byte[] bytes) {
			ByteBuf in = Unpooled.buffer();
			WireWriter.writeVariableByteInteger(in, bytes.length);
			in.writeBytes(bytes);
			WireReader reader = new WireReader();
			reader.begin(in, 0, in.readableBytes());
			PacketProperties properties = isWill() ? PropertyReader.readOfWill(reader)
					: PropertyReader.read(reader, this.type);
			assertThat(reader.hasRemaining()).isFalse();
			return properties;
		}

	}

}
