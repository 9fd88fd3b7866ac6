// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.verify;

@EmbeddedMqtt
@SpringBootTest(properties = { "mqtt.uri=nowhere.invalid", "mqtt.secure=true", "mqtt.username=nobody",
		"mqtt.clients.plant.uri=${embedded.mqtt.uri}", "mqtt.startup=fail-fast",
		"logging.level.org.apache.activemq.artemis.core.protocol.mqtt=off" })
class EmbeddedMqttTests {

	@Autowired
	private EmbeddedMqttBroker broker;

	@Autowired
	private MqttTemplate template;

	@MockitoSpyBean
	private Thermometers thermometers;

	@Test
	void theApplicationPublishesAndReceivesByTheBroker() {
		this.template.convertAndSend("plant/press-1/temperature", new Reading(71.5));

		await().untilAsserted(() -> verify(this.thermometers).onReading(new Reading(71.5), "press-1"));
	}

	@Test
	void anyClientIsToldOfItByAProperty(@Autowired Environment environment) {
		assertThat(environment.getProperty("embedded.mqtt.uri")).isEqualTo(this.broker.uri());
		assertThat(environment.getProperty("mqtt.clients.plant.uri")).isEqualTo(this.broker.uri());
	}

	@Test
	void theBrokerLogsWarningsAloneUnlessTheApplicationSaysOtherwise(@Autowired Environment environment) {
		assertThat(environment.getProperty("logging.level.org.apache.activemq")).isEqualTo("warn");
		assertThat(environment.getProperty("logging.level.org.apache.activemq.artemis.core.protocol.mqtt"))
			.isEqualTo("off");
	}

	@Nested
	class Inner {

		@Test
		void nestedTestsHaveTheSame(@Autowired EmbeddedMqttBroker same) {
			assertThat(same).isSameAs(EmbeddedMqttTests.this.broker);
		}

	}

	record Reading(double celsius) {
	}

	static class Thermometers {

		@MqttSubscribe("plant/{machine}/temperature")
		void onReading(Reading reading, String machine) {
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Thermometers thermometers() {
			return new Thermometers();
		}

	}

}
