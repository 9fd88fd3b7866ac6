// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.EnabledIfDocker;
import io.github.mqttboot.testbrokers.MosquittoBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Messages of real devices go through Mosquitto, in both versions. */
@EnabledIfDocker
class DeviceMessagesIntegrationTests {

	private static final MosquittoBroker broker = new MosquittoBroker(BrokerOptions.open());

	@BeforeAll
	static void startBroker() {
		broker.start();
	}

	@AfterAll
	static void stopBroker() {
		broker.close();
	}

	@Nested
	class InMqtt311 extends DeviceMessageScenarios {

		@Override
		protected Application start(Class<?> listeners) {
			return new MosquittoApplication(listeners, MqttVersion.V3_1_1);
		}

	}

	@Nested
	class InMqtt5 extends DeviceMessageScenarios {

		@Override
		protected Application start(Class<?> listeners) {
			return new MosquittoApplication(listeners, MqttVersion.V5);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

	/** An application with listeners, and a device of its own. */
	private static final class MosquittoApplication implements DeviceMessageScenarios.Application {

		private final ConfigurableApplicationContext context;

		private final MqttClient device;

		MosquittoApplication(Class<?> listeners, MqttVersion version) {
			this.context = new SpringApplicationBuilder(AutoConfigured.class, listeners).web(WebApplicationType.NONE)
				.properties("mqtt.uri=" + broker.uri(), "mqtt.version=" + version, "mqtt.startup=fail-fast")
				.run();
			// answered after the subscriptions of the listeners
			this.context.getBean(MqttClient.class).blocking().subscribe(Subscription.of("ready", QoS.AT_MOST_ONCE));
			this.device = MqttClient
				.create(MqttClientOptions.builder(broker.uri()).clean(true).version(version).build());
			this.device.blocking().connect();
		}

		@Override
		public <T> T bean(Class<T> type) {
			return this.context.getBean(type);
		}

		@Override
		public void send(MqttMessage message) {
			if (!message.topic().startsWith("$")) { // Mosquitto publishes those itself
				this.device.blocking().publish(message);
			}
		}

		@Override
		public void close() {
			this.context.close();
			this.device.close();
		}

	}

}
