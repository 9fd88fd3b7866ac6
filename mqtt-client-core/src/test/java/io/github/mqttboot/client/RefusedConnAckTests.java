// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A CONNACK that a server must not send, byte by byte what it says. */
class RefusedConnAckTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			20 00               , MALFORMED_PACKET , bytes left for connect acknowledge flags
			20 02 02 00         , MALFORMED_PACKET , reserved flags of CONNACK must be 0
			20 02 01 05         , PROTOCOL_ERROR   , session present must be 0 in a CONNACK that refuses
			20 02 00 06         , PROTOCOL_ERROR   , return code of CONNACK must be 0..5
			20 03 00 00 00      , PROTOCOL_ERROR   , the server answers in MQTT 5
			21 02 00 00         , MALFORMED_PACKET , flags of CONNACK must be 0
			""")
	void endsTheConnectionInMqtt311(String hex, ReasonCode reasonCode, String rule) {
		assertRefused(MqttVersion.V3_1_1, hex, reasonCode, rule);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			20 00                        , MALFORMED_PACKET , bytes left for connect acknowledge flags
			20 03 02 00 00               , MALFORMED_PACKET , reserved flags of CONNACK must be 0
			20 03 01 87 00               , PROTOCOL_ERROR   , session present must be 0 in a CONNACK that refuses
			20 03 00 10 00               , PROTOCOL_ERROR   , reason code of CONNACK must be one
			20 02 00 00                  , PROTOCOL_ERROR   , the server answers in MQTT 3.1.1
			20 04 00 00 00 00            , MALFORMED_PACKET , CONNACK must end after its last field
			20 04 00 00 05 24            , MALFORMED_PACKET , bytes left for properties
			20 05 00 00 02 24 02         , PROTOCOL_ERROR   , maximum QoS must be
			20 05 00 00 02 25 02         , PROTOCOL_ERROR   , retain available must be
			20 06 00 00 03 21 00 00      , PROTOCOL_ERROR   , receive maximum must be
			20 08 00 00 05 27 00 00 00 00, PROTOCOL_ERROR   , maximum packet size must be
			20 07 00 00 04 24 01 24 01   , PROTOCOL_ERROR   , maximum QoS once
			20 05 00 00 02 01 01         , MALFORMED_PACKET , must not have the property payload format indicator
			20 05 00 00 02 7F 01         , MALFORMED_PACKET , property identifier must be a known one
			""")
	void endsTheConnectionInMqtt5(String hex, ReasonCode reasonCode, String rule) {
		assertRefused(MqttVersion.V5, hex, reasonCode, rule);
	}

	private static void assertRefused(MqttVersion version, String hex, ReasonCode reasonCode, String rule) {
		try (ScriptedBroker broker = new ScriptedBroker(version)) {
			MqttClient client = broker.client((options) -> options.reconnect(ReconnectPolicy.never()));
			CompletableFuture<ConnAck> connecting = client.connect();
			broker.accept();
			broker.expect(Connect.class);

			broker.sendBytes(hex);

			broker.expectClosed(reasonCode);
			assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttProtocolException.class)
				.hasMessageContaining(rule);
		}
	}

}
