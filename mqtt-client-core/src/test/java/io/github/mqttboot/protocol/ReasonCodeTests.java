// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of reason codes, against table 2-6 of the specification. */
class ReasonCodeTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0x00 | CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH
			0x01 | SUBACK
			0x02 | SUBACK
			0x04 | DISCONNECT
			0x10 | PUBACK PUBREC
			0x11 | UNSUBACK
			0x18 | AUTH
			0x19 | AUTH
			0x80 | CONNACK PUBACK PUBREC SUBACK UNSUBACK DISCONNECT
			0x81 | CONNACK DISCONNECT
			0x82 | CONNACK DISCONNECT
			0x83 | CONNACK PUBACK PUBREC SUBACK UNSUBACK DISCONNECT
			0x84 | CONNACK
			0x85 | CONNACK
			0x86 | CONNACK
			0x87 | CONNACK PUBACK PUBREC SUBACK UNSUBACK DISCONNECT
			0x88 | CONNACK
			0x89 | CONNACK DISCONNECT
			0x8A | CONNACK
			0x8B | DISCONNECT
			0x8C | CONNACK DISCONNECT
			0x8D | DISCONNECT
			0x8E | DISCONNECT
			0x8F | SUBACK UNSUBACK DISCONNECT
			0x90 | CONNACK PUBACK PUBREC DISCONNECT
			0x91 | PUBACK PUBREC SUBACK UNSUBACK
			0x92 | PUBREL PUBCOMP
			0x93 | DISCONNECT
			0x94 | DISCONNECT
			0x95 | CONNACK DISCONNECT
			0x96 | DISCONNECT
			0x97 | CONNACK PUBACK PUBREC SUBACK DISCONNECT
			0x98 | DISCONNECT
			0x99 | CONNACK PUBACK PUBREC DISCONNECT
			0x9A | CONNACK DISCONNECT
			0x9B | CONNACK DISCONNECT
			0x9C | CONNACK DISCONNECT
			0x9D | CONNACK DISCONNECT
			0x9E | SUBACK DISCONNECT
			0x9F | CONNACK DISCONNECT
			0xA0 | DISCONNECT
			0xA1 | SUBACK DISCONNECT
			0xA2 | SUBACK DISCONNECT
			""")
	void standsInThePacketsThatTheSpecificationNames(String code, String packets) {
		ReasonCode reasonCode = ReasonCode.of(Integer.decode(code));

		assertThat(reasonCode).isNotNull();
		assertThat(reasonCode.code()).isEqualTo(Integer.decode(code));
		assertThat(packets(reasonCode)).isEqualTo(Set.of(packets.split(" ")));
	}

	@Test
	void thereAre43() {
		assertThat(ReasonCode.values()).hasSize(43);
	}

	@Test
	void isAnErrorFrom0x80On() {
		for (ReasonCode reasonCode : ReasonCode.values()) {
			assertThat(reasonCode.isError()).as("%s", reasonCode).isEqualTo(reasonCode.code() >= 0x80);
		}
	}

	@Test
	void isNullForCodesThatMqttDoesNotDefine() {
		for (int code : new int[] { 0x03, 0x05, 0x12, 0x7F, 0xA3, 0xFF }) {
			assertThat(ReasonCode.of(code)).as("%d", code).isNull();
		}
	}

	@Test
	void isShownWithItsCodeAndItsMeaning() {
		assertThat(ReasonCode.NOT_AUTHORIZED).hasToString("0x87 not authorized");
		assertThat(ReasonCode.SUCCESS).hasToString("0x00 success");
	}

	private static Set<String> packets(ReasonCode reasonCode) {
		return Arrays.stream(PacketType.values())
			.filter(reasonCode::allowedIn)
			.map(Enum::name)
			.collect(Collectors.toSet());
	}

}
