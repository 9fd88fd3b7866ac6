// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the actuator shows of the configuration when it is told to show values. */
class MqttSanitizingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttClientsAutoConfiguration.class,
				MqttSanitizingAutoConfiguration.class, EnvironmentEndpointAutoConfiguration.class,
				ConfigurationPropertiesReportEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=*", "management.endpoint.env.show-values=always",
				"management.endpoint.configprops.show-values=always", "mqtt.reconnect=false", "mqtt.uri=localhost:1",
				"mqtt.username=visible-user", "mqtt.password=hidden-1", "mqtt.secure.password=hidden-2",
				"mqtt.proxy.host=localhost", "mqtt.proxy.port=1", "mqtt.proxy.username=proxy-user",
				"mqtt.proxy.password=hidden-4", "mqtt.web-socket.headers.Authorization=Bearer hidden-5",
				"mqtt.clients.plant.reconnect=false", "mqtt.clients.plant.uri=localhost:2",
				"mqtt.clients.plant.username=other-user", "mqtt.clients.plant.password=hidden-3");

	@Test
	void theEnvironmentHasNoSecrets() {
		this.runner.run((context) -> {
			EnvironmentEndpoint endpoint = context.getBean(EnvironmentEndpoint.class);

			String shown = JsonMapper.shared().writeValueAsString(endpoint.environment("mqtt"));

			assertThat(shown).contains("visible-user", "other-user", "localhost:1", "******").doesNotContain("hidden");
		});
	}

	@Test
	void theConfigurationPropertiesHaveNoSecrets() {
		this.runner.run((context) -> {
			ConfigurationPropertiesReportEndpoint endpoint = context
				.getBean(ConfigurationPropertiesReportEndpoint.class);

			String shown = JsonMapper.shared().writeValueAsString(endpoint.configurationProperties());

			assertThat(shown).contains("visible-user", "other-user", "localhost:1", "******").doesNotContain("hidden");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.clients.cloud.uri[0]", "MQTT_CLIENTS_CLOUD_URI_0", "MQTT_URI_1_" })
	void aTokenInTheQueryOfAUriIsNotShown(String key) {
		this.runner.withPropertyValues("other.uri=http://visible?x=1").run((context) -> {
			EnvironmentEndpoint endpoint = context.getBean(EnvironmentEndpoint.class);
			context.getEnvironment().getSystemProperties().put(key, "wss://c.example/m?t=hidden");
			try {
				String shown = JsonMapper.shared().writeValueAsString(endpoint.environment("(?i)uri"));

				assertThat(shown).contains("http://visible?x=1", "localhost:2").doesNotContain("hidden");
			}
			finally {
				context.getEnvironment().getSystemProperties().remove(key);
			}
		});
	}

}
