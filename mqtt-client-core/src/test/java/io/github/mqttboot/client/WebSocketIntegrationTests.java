// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.file.Path;
import java.util.Random;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TestBroker;
import io.github.mqttboot.testbrokers.TestCertificates;
import io.github.mqttboot.transport.TlsOptions;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class WebSocketIntegrationTests {

	private static final int MANY = 1_000;

	@AutoClose
	private final TestClients clients;

	private final TestBroker broker;

	WebSocketIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.broker = this.clients.broker();
	}

	private MqttClientOptions.Builder plain() {
		return this.clients.options(this.broker.webSocketUri());
	}

	private MqttClientOptions.Builder secure(TestCertificates authority) {
		return this.clients.options(this.broker.secureWebSocketUri())
			.tls(TlsOptions.builder().caFile(authority.caFile()).build());
	}

	@ParameterizedTest
	@EnumSource
	void messagesPass(QoS qos) {
		assertThatMessagesPass(plain(), qos);
	}

	@ParameterizedTest
	@EnumSource
	void messagesPassWithTls(QoS qos) {
		assertThatMessagesPass(secure(SharedBrokers.certificates()), qos);
	}

	private void assertThatMessagesPass(MqttClientOptions.Builder options, QoS qos) {
		String topic = this.clients.topic("framed");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(options), topic, QoS.EXACTLY_ONCE);
		MqttClient publisher = this.clients.connect(options);

		for (int i = 0; i < MANY; i++) {
			publisher.publish(MqttMessage.builder(topic).payload(Integer.toString(i)).qos(qos).build());
		}

		assertThat(received.nextPayloads(MANY)).startsWith("0", "1").endsWith(Integer.toString(MANY - 1));
	}

	@Test
	void bigPayloadReachesTheServerWhole() {
		MqttClientOptions.Builder tcp = this.clients.options();
		assertThatPayloadPasses(3 * 1024 * 1024, secure(SharedBrokers.certificates()), tcp);
	}

	@Test
	void payloadOfManyFramesReachesTheClientWhole() {
		// more would take Mosquitto half a minute: it sends 4 KiB at a time
		MqttClientOptions.Builder tcp = this.clients.options();
		assertThatPayloadPasses(50_000, tcp, secure(SharedBrokers.certificates()));
	}

	private void assertThatPayloadPasses(int size, MqttClientOptions.Builder from, MqttClientOptions.Builder to) {
		String topic = this.clients.topic("big");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(to), topic, QoS.AT_LEAST_ONCE);
		byte[] payload = new byte[size];
		new Random(1).nextBytes(payload);

		this.clients.connect(from)
			.blocking()
			.publish(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());

		assertThat(received.next().payload()).isEqualTo(payload);
	}

	@Test
	void serverOfAnotherAuthorityIsNotTrusted(@TempDir Path directory) {
		MqttClient client = this.clients
			.create(secure(TestCertificates.in(directory)).reconnect(ReconnectPolicy.never()));

		MqttException failure = catchThrowableOfType(MqttException.class, client.blocking()::connect);

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining(this.broker.secureWebSocketUri())
			.hasMessageContaining("certificate");
	}

	@Test
	void portThatSpeaksNoHttpIsTold() {
		MqttClient client = this.clients
			.create(this.clients.options("ws://localhost:" + this.broker.port()).reconnect(ReconnectPolicy.never()));

		MqttException failure = catchThrowableOfType(MqttException.class, client.blocking()::connect);

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("could not connect to ws://localhost:" + this.broker.port() + "/mqtt");
	}

}
