// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;

import java.util.Objects;

import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The limits that a client of MQTT 5 sets in CONNECT, and servers that ignore them. */
class ClientLimitsFlowTests {

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	@AfterEach
	void close() {
		this.broker.close();
	}

	private static Packet[] messages(QoS qos, int count) {
		List<Packet> messages = new ArrayList<>();
		for (int i = 1; i <= count; i++) {
			messages.add(new Publish(MqttMessage.builder("t").qos(qos).build(), false, i));
		}
		return messages.toArray(Packet[]::new);
	}

	@ParameterizedTest // [MQTT-3.3.4-9]
	@EnumSource(value = QoS.class, names = { "AT_LEAST_ONCE", "EXACTLY_ONCE" })
	void moreMessagesThanTheReceiveMaximumEndTheConnection(QoS qos) {
		MqttClient client = this.broker.connect((options) -> options.receiveMaximum(10).ackMode(AckMode.MANUAL));
		client.on(MqttEvent.MessageReceived.class, (event) -> {
			// not acknowledged
		});

		this.broker.send(messages(qos, 11));

		this.broker.expectClosed(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
		this.broker.expectReconnected(client);
	}

	@Test // [MQTT-3.3.4-9]
	void asManyAsTheReceiveMaximumDoNotAndPubcompMakesRoom() {
		MqttClient client = this.broker.connect((options) -> options.receiveMaximum(2));
		this.broker.send(messages(QoS.EXACTLY_ONCE, 2));
		this.broker.expect(new PubRec(1), new PubRec(2));

		this.broker.send(new PubRel(1), new Publish(MqttMessage.builder("t").qos(QoS.EXACTLY_ONCE).build(), false, 3));

		this.broker.expect(new PubComp(1), new PubRec(3));
		this.broker.expectAlive(client);
	}

	@ParameterizedTest // [MQTT-3.1.2-24]
	@EnumSource(MqttVersion.class)
	void aPacketThatIsTooLargeIsRefusedByItsHeader(MqttVersion version) {
		try (ScriptedBroker broker = new ScriptedBroker(version)) {
			MqttClient client = broker.connect((options) -> options.maximumPacketSize(100));

			broker.sendBytes("30 63"); // 101 bytes, of which 99 will never come

			broker.expectClosed(ReasonCode.PACKET_TOO_LARGE);
			broker.expectReconnected(client);
		}
	}

	@ParameterizedTest // [MQTT-3.1.2-26], [MQTT-3.1.2-27], [MQTT-3.3.2-11]
	@CsvSource({ "0, 30 06 00 00 03 23 00 01, 0x94", "5, 30 06 00 00 03 23 00 06, 0x94",
			"5, 30 06 00 00 03 23 00 00, 0x94", "5, 30 06 00 00 03 23 00 05, 0x82", "5, 30 03 00 00 00, 0x82" })
	void anAliasThatTheClientDoesNotTakeEndsTheConnection(int maximum, String hex, String code) {
		MqttClient client = this.broker.connect((options) -> options.topicAliasMaximum(maximum));

		this.broker.sendBytes(hex);

		this.broker.expectClosed(Objects.requireNonNull(ReasonCode.of(Integer.decode(code))));
		this.broker.expectReconnected(client);
	}

	@ParameterizedTest // [MQTT-3.1.2-29]
	@ValueSource(strings = { "62 08 00 03 00 04 1F 00 01 'a'", "70 0B 00 03 00 07 26 00 01 'a' 00 01 'b'" })
	void problemInformationThatTheClientDoesNotWantEndsTheConnection(String hex) {
		MqttClient client = this.broker.connect((options) -> options
			.connectProperties(PacketProperties.builder().set(Property.REQUEST_PROBLEM_INFORMATION, false).build()));

		this.broker.sendBytes(hex);

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.expectReconnected(client);
	}

	@Test
	void areToldInConnect() {
		MqttClient client = this.broker
			.client((options) -> options.receiveMaximum(7).maximumPacketSize(1000).topicAliasMaximum(3));
		client.connect();
		this.broker.accept();

		PacketProperties properties = this.broker.expect(Connect.class).properties();

		assertThat(properties.get(Property.RECEIVE_MAXIMUM)).isEqualTo(7);
		assertThat(properties.get(Property.MAXIMUM_PACKET_SIZE)).isEqualTo(1000);
		assertThat(properties.get(Property.TOPIC_ALIAS_MAXIMUM)).isEqualTo(3);
	}

}
