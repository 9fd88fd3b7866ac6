// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.testbrokers.EnabledIfDocker;

import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Container;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A container stands for mqtt.uri. */
@EnabledIfDocker
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "mqtt.uri=localhost:1", "mqtt.startup=fail-fast" })
class MqttServiceConnectionIntegrationTests {

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private GenericContainer<?> mosquitto;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private MqttClient client;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private MqttTemplate template;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Application application;

	@Test
	void theClientIsConnectedToTheContainerAndNotToTheConfiguredServer() throws Exception {
		assertThat(this.client.options().endpoints()).singleElement()
			.satisfies((endpoint) -> assertThat(endpoint.port()).isEqualTo(this.mosquitto.getMappedPort(1883)));

		this.template.convertAndSend("plant/press-1/state", "on").get(30, TimeUnit.SECONDS);

		assertThat(this.application.states.poll(30, TimeUnit.SECONDS)).isEqualTo("on");
	}

	/**
	 * The example of {@code docs/starter.md}, which is compiled alone: its configuration
	 * is in the public image only.
	 */
	static class Example {

		// tag::container[]
		@Container
		@ServiceConnection
		static GenericContainer<?> mosquitto = new GenericContainer<>("eclipse-mosquitto:2").withExposedPorts(1883)
			.withCommand("mosquitto", "-c", "/mosquitto-no-auth.conf");

		// end::container[]

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final BlockingQueue<String> states = new LinkedBlockingQueue<>();

		@Bean
		@ServiceConnection("eclipse-mosquitto")
		GenericContainer<?> mosquitto() {
			return new GenericContainer<>("eclipse-mosquitto:2.0").withExposedPorts(1883)
				.withCopyToContainer(Transferable.of("listener 1883\nallow_anonymous true\n"),
						"/mosquitto/config/mosquitto.conf");
		}

		@MqttSubscribe("plant/+/state")
		void onState(String state) {
			this.states.add(state);
		}

	}

}
