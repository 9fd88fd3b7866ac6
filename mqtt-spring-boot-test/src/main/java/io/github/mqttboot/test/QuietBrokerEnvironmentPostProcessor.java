// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Has Artemis log warnings alone, unless the application says otherwise: it would tell of
 * each message, and with its payload.
 */
final class QuietBrokerEnvironmentPostProcessor implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources()
			.addLast(new MapPropertySource("embeddedMqttBroker", Map.of("logging.level.org.apache.activemq", "warn",
					// warns of clients that disconnect right after their last
					// acknowledgement
					"logging.level.org.apache.activemq.artemis.core.protocol.mqtt", "error")));
	}

}
