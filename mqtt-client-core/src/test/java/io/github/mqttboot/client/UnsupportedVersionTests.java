// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that do not speak the client's version, and how they tell. */
class UnsupportedVersionTests {

	private static Throwable connect(MqttVersion version, Answer answer) {
		try (ScriptedBroker broker = new ScriptedBroker(version)) {
			MqttClient client = broker.client((options) -> options.reconnect(ReconnectPolicy.never()));
			CompletableFuture<ConnAck> connecting = client.connect();
			broker.accept();
			broker.expect(Connect.class);
			answer.give(broker);
			return ScriptedBroker.failure(connecting);
		}
	}

	@Test
	void sayItWithAReasonCode() {
		Throwable failure = connect(MqttVersion.V5, (broker) -> broker.sendBytes("20 03 00 84 00"));

		assertThat(failure).isInstanceOf(MqttRejectedException.class)
			.hasMessageEndingWith("refused the connection: 0x84 unsupported protocol version:"
					+ " it does not speak MQTT 5.0, set version 3.1.1");
	}

	@Test
	void sayItWithAReturnCode() {
		Throwable failure = connect(MqttVersion.V3_1_1, (broker) -> broker.sendBytes("20 02 00 01"));

		assertThat(failure).isInstanceOf(MqttRejectedException.class)
			.hasMessageEndingWith("refused the connection: 0x84 unsupported protocol version:"
					+ " it does not speak MQTT 3.1.1, set version 5.0");
	}

	@ParameterizedTest
	@CsvSource({ "20 02 00 01, the server answers in MQTT 3.1.1", "20 02 00 00, the server answers in MQTT 3.1.1",
			"20 03 00 84 01, bytes left for properties" })
	void answerInAnotherVersion(String hex, String rule) {
		Throwable failure = connect(MqttVersion.V5, (broker) -> broker.sendBytes(hex));

		assertThat(failure).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining(rule)
			.hasMessageEndingWith("; if the server speaks MQTT 3.1.1 only, set version 3.1.1");
	}

	@Test
	void answerInMqtt5() {
		Throwable failure = connect(MqttVersion.V3_1_1, (broker) -> broker.sendBytes("20 03 00 84 00"));

		assertThat(failure).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining("the server answers in MQTT 5")
			.hasMessageEndingWith("; if the server speaks MQTT 5.0 only, set version 5.0");
	}

	@Test
	void closeTheConnection() {
		Throwable failure = connect(MqttVersion.V5, ScriptedBroker::hangUp);

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageEndingWith("closed the connection before CONNACK;"
					+ " if the server speaks MQTT 3.1.1 only, set version 3.1.1;"
					+ " if the server wants TLS, begin its address with mqtts or wss");
	}

	@Test
	void breakTheConnection() {
		Throwable failure = connect(MqttVersion.V5, ScriptedBroker::reset);

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageEndingWith("; if the server speaks MQTT 3.1.1 only, set version 3.1.1;"
					+ " if the server wants TLS, begin its address with mqtts or wss");
	}

	@Test
	void closeTheConnectionForAnotherReasonInMqtt311() {
		Throwable failure = connect(MqttVersion.V3_1_1, ScriptedBroker::hangUp);

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageEndingWith("closed the connection before CONNACK;"
					+ " if the server wants TLS, begin its address with mqtts or wss");
	}

	@FunctionalInterface
	private interface Answer {

		void give(ScriptedBroker broker);

	}

}
