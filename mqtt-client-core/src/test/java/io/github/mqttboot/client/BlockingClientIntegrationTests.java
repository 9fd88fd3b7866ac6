// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.testbrokers.TcpProxy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class BlockingClientIntegrationTests {

	@AutoClose
	private final TestClients clients;

	private final String topic;

	BlockingClientIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("readings");
	}

	@Test
	void eachMethodReturnsTheServersAnswer() {
		BlockingMqttClient client = this.clients.create(this.clients.options()).blocking();
		ReceivedMessages received = new ReceivedMessages();

		assertThat(client.connect().reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(client.subscribe(Subscription.of(this.topic, QoS.AT_LEAST_ONCE), received).reasonCodes())
			.containsExactly(ReasonCode.GRANTED_QOS_1);
		assertThat(client.subscribe(List.of(Subscription.of(this.topic + "/a", QoS.AT_MOST_ONCE),
				Subscription.of(this.topic + "/b", QoS.EXACTLY_ONCE)), PacketProperties.NONE)
			.reasonCodes()).containsExactly(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_2);
		assertThat(client.publish(MqttMessage.builder(this.topic).qos(QoS.EXACTLY_ONCE).build()).reasonCode())
			.isEqualTo(ReasonCode.SUCCESS);
		assertThat(received.next().topic()).isEqualTo(this.topic);
		assertThat(client.unsubscribe(List.of(TopicFilter.of(this.topic)), PacketProperties.NONE).packetId())
			.isPositive();
		client.disconnect();
		assertThat(client.async().status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void mayBeUsedInHandlers() throws InterruptedException {
		MqttClient client = this.clients.connect();
		BlockingQueue<ReasonCode> answers = new LinkedBlockingQueue<>();
		ReceivedMessages echoes = ReceivedMessages.of(client, this.topic + "/echo", QoS.EXACTLY_ONCE);
		client.blocking().subscribe(Subscription.of(this.topic, QoS.AT_LEAST_ONCE), (delivery) -> {
			MqttMessage echo = MqttMessage.builder(this.topic + "/echo")
				.payload(delivery.message().payload())
				.qos(QoS.EXACTLY_ONCE)
				.build();
			answers.add(client.blocking().publish(echo).reasonCode());
		});

		client.blocking().publish(MqttMessage.builder(this.topic).payload("hello").qos(QoS.AT_LEAST_ONCE).build());

		assertThat(answers.poll(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ReasonCode.SUCCESS);
		assertThat(echoes.next().payloadAsString()).isEqualTo("hello");
	}

	@Test
	void waitsNoLongerThanItsTimeout() {
		try (TcpProxy proxy = TcpProxy.to(this.clients.broker())) {
			BlockingMqttClient client = this.clients.connect(this.clients.options(proxy.uri())).blocking();
			proxy.pause();

			BlockingMqttClient impatient = client.withTimeout(Duration.ofMillis(100));

			assertThatExceptionOfType(MqttTimeoutException.class)
				.isThrownBy(() -> impatient.publish(MqttMessage.builder(this.topic).qos(QoS.AT_LEAST_ONCE).build()));
		}
	}

	@Test
	void throwsWhatTheFutureWouldHaveFailedWith() {
		BlockingMqttClient client = this.clients.create(this.clients.options()).blocking();

		assertThatExceptionOfType(MqttConnectionException.class)
			.isThrownBy(() -> client.publish(MqttMessage.builder(this.topic).build()));
	}

}
