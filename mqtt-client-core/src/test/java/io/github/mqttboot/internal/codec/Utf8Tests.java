// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text as it is read (section 1.5.4). */
class Utf8Tests {

	@ParameterizedTest
	@CsvSource({ "41, 65", "7F, 127", "C2 80, 128", "DF BF, 2047", "E0 A0 80, 2048", "ED 9F BF, 55295",
			"EE 80 80, 57344", "EF BB BF, 65279", "EF BF BF, 65535", "F0 90 80 80, 65536", "F4 8F BF BF, 1114111" })
	void hasEveryCharacterOfUnicode(String hex, int codePoint) {
		byte[] utf8 = Hex.bytes(hex + " 'z'");

		assertThat(WireReader.text("text", utf8, utf8.length)).isEqualTo(Character.toString(codePoint) + "z");
	}

	@ParameterizedTest
	@CsvSource({
			// [MQTT-1.5.4-2]: U+0000, and its overlong form
			"00", "C0 80",
			// a continuation without a beginning
			"80", "BF",
			// overlong forms
			"C1 BF", "E0 80 80", "E0 9F BF", "F0 80 80 80", "F0 8F BF BF",
			// surrogates [MQTT-1.5.4-1], alone and as a pair
			"ED A0 80", "ED BF BF", "ED A0 BD ED B8 80",
			// above U+10FFFF
			"F4 90 80 80", "F5 80 80 80", "F8 88 80 80 80", "FE", "FF",
			// a character that does not end
			"C3", "E2 82", "F0 9F 98", "C3 41", "E2 82 41", "F0 9F 41 80", "F0 9F 98 41" })
	void hasNothingElse(String hex) {
		byte[] utf8 = Hex.bytes("'a' C3 BC " + hex);

		assertThatExceptionOfType(MqttProtocolException.class)
			.isThrownBy(() -> WireReader.text("text", utf8, utf8.length))
			.withMessage("text must be UTF-8 without U+0000, was not at byte 3")
			.satisfies((refused) -> assertThat(refused.reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET));
	}

	@Test // [MQTT-1.5.4-3]
	void keepsAByteOrderMark() {
		byte[] utf8 = Hex.bytes("EF BB BF 'a'");

		assertThat(WireReader.text("text", utf8, 4)).isEqualTo("\uFEFFa");
	}

	@Test
	void agreesWithTheDecoderOfTheJdkOnAllPairsAndOnTriplesThatBeginACharacter() {
		for (int first = 0; first < 256; first++) {
			for (int second = 0; second < 256; second++) {
				assertAgrees((byte) first, (byte) second);
				assertAgrees((byte) first, (byte) second, (byte) 0x80);
				assertAgrees((byte) first, (byte) second, (byte) 0xBF, (byte) 0x80);
			}
		}
	}

	private static void assertAgrees(byte... bytes) {
		boolean valid = Utf8Validator.findInvalid(bytes, 0, bytes.length) < 0;

		assertThat(valid).as(Hex.text(bytes)).isEqualTo(isText(bytes));
	}

	private static boolean isText(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().indexOf(0) < 0;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

}
