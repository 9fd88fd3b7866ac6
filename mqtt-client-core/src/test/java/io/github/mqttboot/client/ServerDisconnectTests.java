// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Arrays;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** DISCONNECT from a server, which MQTT 5 has and MQTT 3.1.1 has not. */
class ServerDisconnectTests {

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	@AfterEach
	void close() {
		this.broker.close();
	}

	static Stream<ReasonCode> reasonCodes() {
		return Arrays.stream(ReasonCode.values()).filter((code) -> code.allowedIn(PacketType.DISCONNECT));
	}

	@ParameterizedTest // [MQTT-4.13.2-1]
	@MethodSource("reasonCodes")
	void isHandedToTheApplicationWithItsReason(ReasonCode reasonCode) {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);
		Disconnect disconnect = new Disconnect(reasonCode,
				PacketProperties.builder().set(Property.REASON_STRING, "so long").build());

		this.broker.send(disconnect);

		this.broker.expectClosed();
		MqttEvent.Disconnected event = events.next(MqttEvent.Disconnected.class);
		assertThat(event.packet()).isEqualTo(disconnect);
		assertThat(event.cause()).isInstanceOf(MqttRejectedException.class).hasMessageContaining("so long");
		this.broker.expectReconnected(client);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			E1 00                     , MALFORMED_PACKET , flags of DISCONNECT must be 0
			E0 01 01                  , PROTOCOL_ERROR   , reason code of DISCONNECT must be one
			E0 07 00 05 11 00 00 00 01, PROTOCOL_ERROR   , must not send a session expiry interval in DISCONNECT
			E0 04 00 02 24 01         , MALFORMED_PACKET , must not have the property maximum QoS
			E0 04 00 01 1F 00         , MALFORMED_PACKET , bytes left for
			""")
	void isRefusedIfItIsWrong(String hex, ReasonCode reasonCode, String rule) {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);

		this.broker.sendBytes(hex);

		this.broker.expectClosed(reasonCode);
		assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining(rule);
		this.broker.expectReconnected(client);
	}

	@Test
	void cannotForgeLinesOfALogByItsReason() {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);

		this.broker.send(new Disconnect(ReasonCode.SERVER_BUSY,
				PacketProperties.builder().set(Property.REASON_STRING, "busy\r\nERROR all is lost").build()));

		MqttEvent.Disconnected event = events.next(MqttEvent.Disconnected.class);
		assertThat(event.reason()).contains("busy  ERROR all is lost");
		assertThat(event.cause()).hasMessageContaining("busy  ERROR all is lost");
	}

	@Test
	void isAProtocolErrorInMqtt311() {
		try (ScriptedBroker older = new ScriptedBroker(MqttVersion.V3_1_1)) {
			MqttClient client = older.connect();
			RecordedEvents events = RecordedEvents.of(client);

			older.sendBytes("E0 00");

			older.expectClosed();
			assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttProtocolException.class)
				.hasMessageContaining("must not send DISCONNECT");
			older.expectReconnected(client);
		}
	}

}
