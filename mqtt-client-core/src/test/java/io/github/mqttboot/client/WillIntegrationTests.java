// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.testbrokers.TcpProxy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class WillIntegrationTests {

	@AutoClose
	private final TestClients clients;

	private final String topic;

	private final ReceivedMessages received;

	WillIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("state");
		this.received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);
	}

	@ParameterizedTest
	@EnumSource
	void isPublishedWhenTheConnectionIsClosedWithoutDisconnect(QoS qos) {
		MqttMessage offline = message("offline").toBuilder().qos(qos).build();
		MqttClient client = this.clients.connect(this.clients.options().will(Will.of(offline)));

		client.closeConnection("as a test");

		assertThat(this.received.nextAsPublished()).isEqualTo(offline);
	}

	@Test
	void isPublishedWhenTheNetworkBreaks() {
		try (TcpProxy proxy = TcpProxy.to(this.clients.broker())) {
			this.clients.connect(this.clients.options(proxy.uri()).will(Will.of(message("offline"))));

			proxy.reset();

			assertThat(this.received.nextAsPublished()).isEqualTo(message("offline"));
		}
	}

	@Test
	void isRetainedIfWanted() {
		MqttMessage offline = message("offline").toBuilder().retain(true).build();
		MqttClient client = this.clients.connect(this.clients.options().will(Will.of(offline)));
		client.closeConnection("as a test");
		this.received.next();

		ReceivedMessages later = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);

		assertThat(later.nextAsPublished()).isEqualTo(offline);
	}

	@Test
	void isNotPublishedAfterDisconnect() {
		MqttClient client = this.clients.connect(this.clients.options().will(Will.of(message("offline"))));

		client.blocking().disconnect();
		this.clients.connect().blocking().publish(message("next"));

		assertThat(this.received.nextAsPublished()).isEqualTo(message("next"));
	}

	@Test
	void isNotPublishedAfterClose() {
		MqttClient client = this.clients.connect(this.clients.options().will(Will.of(message("offline"))));

		client.close();
		this.clients.connect().blocking().publish(message("next"));

		assertThat(this.received.nextAsPublished()).isEqualTo(message("next"));
	}

	private MqttMessage message(String payload) {
		return MqttMessage.builder(this.topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

}
