// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class UnstartedListenersTests {

	private static final String WARNING = "1 listener(s) get no messages, as nothing has started them";

	@Test
	void isWarnedOfWhereNoClientIsStarted(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(TwoClients.class)) {
			assertThat(context.getBean(MqttListenerRegistry.class).isRunning()).isFalse();
			assertThat(output).contains(WARNING);
		}
	}

	@Test
	void isNotWarnedOfWhereTheApplicationStartsThem(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(TwoClients.class, "mqtt.listener.auto-startup=false")) {
			assertThat(context.getBean(MqttListenerRegistry.class).isRunning()).isFalse();
			assertThat(output).doesNotContain(WARNING);
		}
	}

	@Test
	void isNotWarnedOfWhereOneClientIsPrimary(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(OneIsPrimary.class)) {
			assertThat(context.getBean(MqttListenerRegistry.class).isRunning()).isTrue();
			assertThat(output).doesNotContain(WARNING);
		}
	}

	private static ConfigurableApplicationContext run(Class<?> clients, String... properties) {
		return new SpringApplicationBuilder(Application.class, clients).web(WebApplicationType.NONE)
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@MqttSubscribe(topics = "plant/#", client = "press")
		void onMessage(byte[] payload) {
		}

	}

	static class TwoClients {

		@Bean
		MqttClient press() {
			return FakeMqttClient.of(MqttVersion.V5);
		}

		@Bean
		MqttClient oven() {
			return FakeMqttClient.of(MqttVersion.V5);
		}

	}

	static class OneIsPrimary {

		@Bean
		@Primary
		MqttClient press() {
			return FakeMqttClient.of(MqttVersion.V5);
		}

		@Bean
		MqttClient oven() {
			return FakeMqttClient.of(MqttVersion.V5);
		}

	}

}
