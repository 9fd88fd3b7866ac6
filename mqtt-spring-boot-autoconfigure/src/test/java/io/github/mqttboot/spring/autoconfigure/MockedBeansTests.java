// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.verify;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** What the reference says about tests of an application without a server. */
@SpringBootTest(properties = { "mqtt.uri=localhost:1", "mqtt.startup=manual" })
@SuppressWarnings("NullAway.Init")
class MockedBeansTests {

	@MockitoBean
	MqttTemplate template;

	@MockitoBean
	Thermometers thermometers;

	@Autowired
	Press press;

	@Autowired
	MqttClient client;

	@Autowired
	MqttListenerRegistry listeners;

	@Test
	void theApplicationStartsAndSendsWithTheMockWithoutConnecting() {
		this.press.start();

		verify(this.template).convertAndSend("plant/hall-a/press-1/state", "running");
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		assertThat(this.client.status().server()).isNull();
		assertThat(this.listeners.containers()).hasSize(1);
	}

	static class Press {

		private final MqttOperations template;

		Press(MqttOperations template) {
			this.template = template;
		}

		void start() {
			this.template.convertAndSend("plant/hall-a/press-1/state", "running");
		}

	}

	static class Thermometers {

		@MqttSubscribe("plant/{line}/{machine}/temperature")
		void onReading(double celsius, String line, String machine) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MqttAutoConfiguration.class, MqttListenerAutoConfiguration.class })
	@Import({ Press.class, Thermometers.class })
	static class Application {

	}

}
