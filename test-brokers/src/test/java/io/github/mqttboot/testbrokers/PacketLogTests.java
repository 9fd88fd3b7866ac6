// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import org.junit.jupiter.api.Test;

import static io.github.mqttboot.testbrokers.RawConnection.hex;
import static org.assertj.core.api.Assertions.assertThat;

class PacketLogTests {

	private static final String CONNECT = "10 0C 00 04 4D 51 54 54 %s 02 00 3C 00 00";

	private final PacketLog log = new PacketLog();

	private final PacketLog.Connection connection = this.log.connection();

	@Test
	void namesPacketsInTheOrderTheyPass() {
		toBroker(CONNECT.formatted("04") + "32 06 00 01 61 00 07 78 C0 00");
		toClient("40 02 00 07");

		assertThat(this.log.packets()).containsExactly("> CONNECT", "> PUBLISH 7 a", "> PINGREQ", "< PUBACK 7");
	}

	@Test
	void putsTogetherWhatComesInPieces() {
		toBroker("32 06 00");
		toBroker("01 61 00 07 78");

		assertThat(this.log.packets()).containsExactly("> PUBLISH 7 a");
	}

	@Test
	void saysWhichPublishIsNotTheFirstAttempt() {
		toBroker("34 05 00 01 61 00 07 3C 05 00 01 61 00 07 30 04 00 01 61 78");

		assertThat(this.log.packets()).containsExactly("> PUBLISH 7 a", "> PUBLISH 7 a DUP", "> PUBLISH 0 a");
		assertThat(this.log.exchanges()).extracting(PacketLog.Packet::duplicate).containsExactly(false, true);
		assertThat(this.log.exchanges()).extracting(PacketLog.Packet::qos).containsOnly(2);
	}

	@Test
	void findsThePayloadAfterThePropertiesOfMqtt5() {
		toBroker(CONNECT.formatted("05"));
		toClient("34 0B 00 01 61 00 07 03 23 00 01 34 32");

		assertThat(this.log.exchanges()).extracting(PacketLog.Packet::payload).containsExactly("42");
	}

	@Test
	void saysReasonCodesOtherThanSuccess() {
		toBroker("50 03 00 07 83 50 03 00 07 00");

		assertThat(this.log.packets()).containsExactly("> PUBREC 7 0x83", "> PUBREC 7");
	}

	private void toBroker(String bytes) {
		this.connection.toBroker().passed(hex(bytes), hex(bytes).length);
	}

	private void toClient(String bytes) {
		this.connection.toClient().passed(hex(bytes), hex(bytes).length);
	}

}
