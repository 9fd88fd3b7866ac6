// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.file.Path;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.MosquittoBroker;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.TlsOptions;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass
@EnumSource
class UnixSocketIntegrationTests {

	private final MosquittoBroker broker = SharedBrokers.mosquitto();

	@AutoClose
	private final TestClients clients;

	UnixSocketIntegrationTests(MqttVersion version) {
		this.clients = new TestClients(this.broker, version);
	}

	@ParameterizedTest
	@EnumSource
	void messagesPass(QoS qos) {
		assertThatMessagesPass(this.clients.options(this.broker.unixUri()), qos);
	}

	@Test
	void neitherTlsNorProxyIsUsed() {
		assertThatMessagesPass(this.clients.options(this.broker.unixUri())
			.tls(TlsOptions.DEFAULT)
			.proxy(ProxyOptions.of(ProxyOptions.Type.HTTP, "nowhere.invalid", 1)), QoS.AT_LEAST_ONCE);
	}

	private void assertThatMessagesPass(MqttClientOptions.Builder options, QoS qos) {
		String topic = this.clients.topic("local");
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(options), topic, QoS.EXACTLY_ONCE);
		MqttMessage message = MqttMessage.builder(topic).payload("here").qos(qos).build();

		this.clients.connect(options).blocking().publish(message);

		assertThat(received.nextAsPublished()).isEqualTo(message);
	}

	@Test
	void socketThatIsNotThereIsTold(@TempDir Path directory) {
		String uri = "unix:" + directory.resolve("none.sock");
		MqttClient client = this.clients.create(this.clients.options(uri).reconnect(ReconnectPolicy.never()));

		MqttException failure = catchThrowableOfType(MqttException.class, client.blocking()::connect);

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("could not connect to " + uri + ": ");
	}

}
