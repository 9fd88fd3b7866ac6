// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.broker;

import java.util.List;

import io.github.mqttboot.spring.autoconfigure.MqttConnectionDetails;
import io.github.mqttboot.test.EmbeddedMqttBroker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Starts a broker and has the client connect to it, unless a server is configured. The
 * connection details need the broker, and the client needs them: so the broker is there
 * first and goes last.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnNoServerConfigured.class)
class EmbeddedBrokerConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedBrokerConfiguration.class);

	@Bean
	EmbeddedMqttBroker embeddedBroker(BrokerProperties properties) {
		return EmbeddedMqttBroker.start(properties.port());
	}

	@Bean
	MqttConnectionDetails embeddedBrokerConnectionDetails(EmbeddedMqttBroker broker) {
		return () -> List.of(broker.uri());
	}

	@Bean
	ApplicationListener<ApplicationReadyEvent> embeddedBrokerAnnouncement(EmbeddedMqttBroker broker) {
		return (event) -> logger
			.info("mqtt.uri is not set: a broker started for the occasion listens at {}. Send it a reading: "
					+ "mosquitto_pub -h 127.0.0.1 -p {} -q 1 -t plant/hall-a/press-9/temperature -m '{\"celsius\": 91.5}'",
					broker.uri(), broker.port());
	}

}
