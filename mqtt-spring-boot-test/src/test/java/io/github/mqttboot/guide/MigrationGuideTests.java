// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.test.EmbeddedMqtt;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.PollableChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Runs the examples of {@code docs/migration.md}. */
@EmbeddedMqtt
@SpringBootTest
class MigrationGuideTests {

	@Test
	void messagesGoFromAListenerThroughFlowsToTheTemplate(@Autowired MqttClient client,
			@Autowired @Qualifier("alerts") MessageChannel alerts,
			@Autowired @Qualifier("readings") PollableChannel readings) {
		await().until(client::subscriptions, (subscriptions) -> subscriptions.stream()
			.anyMatch((each) -> each.state() == SubscriptionStatus.State.GRANTED));

		alerts.send(MessageBuilder.withPayload("hot")
			.setHeader(MqttHeaders.TOPIC, "plant/hall-a/press-1/temperature")
			.build());

		Message<?> reading = readings.receive(20_000);
		assertThat(reading).isNotNull();
		assertThat(reading.getPayload()).isEqualTo("hot".getBytes());
		assertThat(reading.getHeaders()).containsEntry(MqttHeaders.RECEIVED_TOPIC, "plant/hall-a/press-1/temperature");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableIntegration
	@Import(Readings.class)
	static class Application {

		// tag::flow-that-sends[]
		@Bean
		IntegrationFlow sendAlerts(MqttTemplate template) {
			return IntegrationFlow.from("alerts").handle((message) -> template.send(message)).get();
		}
		// end::flow-that-sends[]

		@Bean
		DirectChannel alerts() {
			return new DirectChannel();
		}

		@Bean
		QueueChannel readings() {
			return new QueueChannel();
		}

	}

}
