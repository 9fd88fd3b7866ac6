// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class RetainedMessageIntegrationTests {

	@AutoClose
	private final TestClients clients;

	private final String topic;

	private final MqttClient publisher;

	RetainedMessageIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("state");
		this.publisher = this.clients.connect();
	}

	@ParameterizedTest
	@EnumSource
	void laterSubscriberReceivesTheLastOneWithTheRetainFlag(QoS qos) {
		this.publisher.blocking().publish(retained("off", qos));
		this.publisher.blocking().publish(retained("on", qos));
		awaitPassage();

		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);

		assertThat(received.nextAsPublished()).isEqualTo(retained("on", qos));
	}

	@Test
	void subscriberThatWasThereBeforeReceivesItWithoutTheRetainFlag() {
		this.publisher.blocking().publish(retained("off", QoS.EXACTLY_ONCE));
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);
		// HiveMQ looks for retained messages after SUBACK: here it has looked
		assertThat(received.nextAsPublished()).isEqualTo(retained("off", QoS.EXACTLY_ONCE));

		this.publisher.blocking().publish(retained("on", QoS.EXACTLY_ONCE));

		MqttMessage message = received.next();
		assertThat(message.payloadAsString()).isEqualTo("on");
		assertThat(message.retain()).isFalse();
	}

	@Test
	void emptyPayloadRemovesIt() {
		this.publisher.blocking().publish(retained("on", QoS.AT_LEAST_ONCE));
		this.publisher.blocking().publish(retained("", QoS.AT_LEAST_ONCE));

		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);
		this.publisher.blocking()
			.publish(MqttMessage.builder(this.topic).payload("first").qos(QoS.AT_LEAST_ONCE).build());

		assertThat(received.next().payloadAsString()).isEqualTo("first");
	}

	private MqttMessage retained(String payload, QoS qos) {
		return MqttMessage.builder(this.topic).payload(payload).qos(qos).retain(true).build();
	}

	/** QoS 0 has no answer: what is sent after it has one. */
	private void awaitPassage() {
		this.publisher.blocking()
			.publish(MqttMessage.builder(this.clients.topic("passage")).qos(QoS.AT_LEAST_ONCE).build());
	}

}
