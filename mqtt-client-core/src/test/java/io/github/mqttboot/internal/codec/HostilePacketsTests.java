// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets that are large and made to be expensive, which random bytes hardly become: what
 * they cost grows with their size and no faster.
 */
class HostilePacketsTests {

	private static final int BODY = 300_000;

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void areReadInProportionToTheirSize(String what, byte[] packet) {
		assertThat(MqttVersion.values()).anySatisfy((version) -> assertThat(refusal(version, packet)).isNull());
		DecoderContract.assertHolds(packet);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void areRefusedInProportionToTheirSize(String what, byte[] packet) {
		assertThat(MqttVersion.values()).allSatisfy((version) -> assertThat(refusal(version, packet)).isNotNull());
		DecoderContract.assertHolds(packet);
	}

	private static @Nullable ReasonCode refusal(MqttVersion version, byte[] packet) {
		return Reading.of(version, Codec.UNLIMITED, Unpooled.wrappedBuffer(packet), Integer.MAX_VALUE).refusal();
	}

	static Stream<Arguments> areReadInProportionToTheirSize() {
		String longText = "'" + "x".repeat(60_000) + "'";
		return Stream.of(packet("PUBLISH of empty user properties", "30", "00 01 'a'", true, "26 00 00 00 00"),
				packet("PUBLISH of subscription identifiers", "30", "00 01 'a'", true, "0B FF 01"),
				packet("PUBLISH of long user properties", "30", "00 01 'a'", true, "26 00 00 EA 60 " + longText),
				packet("PUBACK of empty user properties", "40", "00 01 10", true, "26 00 00 00 00"),
				packet("SUBSCRIBE of short filters in MQTT 3.1.1", "82", "00 01", false, "00 01 'a' 00"),
				packet("SUBSCRIBE of short filters in MQTT 5", "82", "00 01 00", false, "00 01 '+' 00"),
				packet("SUBSCRIBE of long filters", "82", "00 01", false, "EA 60 " + longText + " 00"),
				packet("SUBSCRIBE of filters of wildcards", "82", "00 01", false,
						"9C 41 '" + "+/".repeat(20_000) + "#' 00"),
				packet("SUBACK of reason codes in MQTT 3.1.1", "90", "00 01", false, "01"),
				packet("SUBACK of reason codes in MQTT 5", "90", "00 01 00", false, "87"),
				packet("UNSUBACK of reason codes", "B0", "00 01 00", false, "11"));
	}

	static Stream<Arguments> areRefusedInProportionToTheirSize() {
		String longText = "'" + "x".repeat(60_000) + "'";
		return Stream.of(packet("AUTH of authentication data", "F0", "18", true, "16 EA 60 " + longText),
				packet("UNSUBSCRIBE of a long filter that is wrong", "A2", "00 01", false,
						"EA 61 '#" + longText.substring(1)),
				packet("PUBLISH to a long topic that is wrong", "30", "EA 61 '+" + longText.substring(1), true, "26"),
				packet("SUBSCRIBE of long text that is no UTF-8", "82", "00 01", false, "EA 61 " + longText + " FF"),
				packet("SUBACK of reason codes that it does not have", "90", "00 01 00", false, "7F"));
	}

	/** Repeats something until the body has its size. */
	private static Arguments packet(String what, String firstByte, String start, boolean properties, String repeated) {
		byte[] element = Hex.bytes(repeated);
		ByteBuf elements = Unpooled.buffer();
		while (elements.readableBytes() < BODY) {
			elements.writeBytes(element);
		}
		ByteBuf body = Unpooled.buffer().writeBytes(Hex.bytes(start));
		if (properties) {
			WireWriter.writeVariableByteInteger(body, elements.readableBytes());
		}
		body.writeBytes(elements);
		ByteBuf packet = Unpooled.buffer().writeBytes(Hex.bytes(firstByte));
		WireWriter.writeVariableByteInteger(packet, body.readableBytes());
		return Arguments.of(what, ByteBufUtil.getBytes(packet.writeBytes(body)));
	}

}
