// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of properties, against table 2-4 of the specification. */
class PropertyTests {

	@Test
	void thereAre27InTheOrderOfTheirIdentifiers() {
		assertThat(Property.all()).hasSize(27)
			.extracting((property) -> property.id())
			.containsExactly(1, 2, 3, 8, 9, 11, 17, 18, 19, 21, 22, 23, 24, 25, 26, 28, 31, 33, 34, 35, 36, 37, 38, 39,
					40, 41, 42);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					0x01 | payload format indicator          | FLAG                  | PUBLISH will
					0x02 | message expiry interval           | UINT32                | PUBLISH will
					0x03 | content type                      | UTF8_STRING           | PUBLISH will
					0x08 | response topic                    | UTF8_STRING           | PUBLISH will
					0x09 | correlation data                  | BINARY                | PUBLISH will
					0x0B | subscription identifier           | VARIABLE_BYTE_INTEGER | PUBLISH SUBSCRIBE
					0x11 | session expiry interval           | UINT32                | CONNECT CONNACK DISCONNECT
					0x12 | assigned client identifier        | UTF8_STRING           | CONNACK
					0x13 | server keep alive                 | UINT16                | CONNACK
					0x15 | authentication method             | UTF8_STRING           | CONNECT CONNACK AUTH
					0x16 | authentication data               | BINARY                | CONNECT CONNACK AUTH
					0x17 | request problem information       | FLAG                  | CONNECT
					0x18 | will delay interval               | UINT32                | will
					0x19 | request response information      | FLAG                  | CONNECT
					0x1A | response information              | UTF8_STRING           | CONNACK
					0x1C | server reference                  | UTF8_STRING           | CONNACK DISCONNECT
					0x1F | reason string                     | UTF8_STRING           | CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH
					0x21 | receive maximum                   | UINT16                | CONNECT CONNACK
					0x22 | topic alias maximum               | UINT16                | CONNECT CONNACK
					0x23 | topic alias                       | UINT16                | PUBLISH
					0x24 | maximum QoS                       | BYTE                  | CONNACK
					0x25 | retain available                  | FLAG                  | CONNACK
					0x26 | user property                     | UTF8_STRING_PAIR      | CONNECT CONNACK PUBLISH will PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK DISCONNECT AUTH
					0x27 | maximum packet size               | UINT32                | CONNECT CONNACK
					0x28 | wildcard subscription available   | FLAG                  | CONNACK
					0x29 | subscription identifiers available | FLAG                 | CONNACK
					0x2A | shared subscription available     | FLAG                  | CONNACK
					""")
	void isWhatTheSpecificationSays(String id, String name, WireType wireType, String places) {
		Property<?> property = Property.of(Integer.decode(id));

		assertThat(property).isNotNull().hasToString(name);
		assertThat(property.wireType()).isEqualTo(wireType);
		assertThat(places(property)).isEqualTo(Set.of(places.split(" ")));
	}

	@ParameterizedTest
	@CsvSource({ "0x01, 0, 1", "0x02, 0, 4294967295", "0x0B, 1, 268435455", "0x11, 0, 4294967295", "0x13, 0, 65535",
			"0x21, 1, 65535", "0x22, 0, 65535", "0x23, 1, 65535", "0x24, 0, 1", "0x25, 0, 1", "0x27, 1, 4294967295" })
	void hasARange(String id, long minimum, long maximum) {
		Property<?> property = Property.of(Integer.decode(id));

		assertThat(property).isNotNull();
		assertThat(List.of(property.allows(minimum - 1), property.allows(minimum), property.allows(maximum),
				property.allows(maximum + 1)))
			.containsExactly(false, true, true, false);
	}

	@Test
	void isNullForIdentifiersThatMqttDoesNotDefine() {
		for (int id : new int[] { -1, 0, 4, 10, 20, 27, 32, 43, 128, Integer.MAX_VALUE }) {
			assertThat(Property.of(id)).as("%d", id).isNull();
		}
	}

	private static Set<String> places(Property<?> property) {
		Stream<String> packets = Arrays.stream(PacketType.values()).filter(property::allowedIn).map(Enum::name);
		Stream<String> will = property.allowedInWill() ? Stream.of("will") : Stream.empty();
		return Stream.concat(packets, will).collect(Collectors.toSet());
	}

}
