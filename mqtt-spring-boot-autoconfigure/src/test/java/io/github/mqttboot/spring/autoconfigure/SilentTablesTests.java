// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Map;

import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Where a table may be written that was bound to nothing, and where it is none. */
class SilentTablesTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	SilentTablesTests() {
		ConfigurationPropertySources.attach(this.environment);
	}

	private void variables(Map<String, Object> variables) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		this.environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
	}

	private void properties(Map<String, Object> properties) {
		this.environment.getPropertySources().addFirst(new MapPropertySource("properties", properties));
	}

	private void refuse() {
		new SilentTables(this.environment, new PropertyRules("mqtt")).refuse("secure", Secure.class, null, "cafile");
	}

	@Test
	void aVariableOfTheProcessWithoutAValueIsOne() {
		variables(Map.of("MQTT_SECURE_TRUSTSYSTEM", ""));

		assertThatExceptionOfType(InvalidMqttPropertyException.class).isThrownBy(this::refuse)
			.withMessageContaining("has [trustsystem]");
	}

	@Test
	void variablesThatKubernetesMakesForAServiceAreNone() {
		variables(Map.of("MQTT_SECURE_SERVICE_HOST", "10.0.0.7", "MQTT_SECURE_PORT", "tcp://10.0.0.7:8883"));

		assertThatCode(this::refuse).doesNotThrowAnyException();
	}

	@Test
	void whatAScalarReplacesIsNone() {
		properties(Map.of("mqtt.secure", "false", "mqtt.secure.enabled", "true"));

		assertThatCode(this::refuse).doesNotThrowAnyException();
	}

	@Test
	void keysOfAnotherTableAreNone() {
		properties(Map.of("mqtt.secured.cafile", "ca.pem", "mqtt.clients.plant.secure.cafile", "ca.pem"));

		assertThatCode(this::refuse).doesNotThrowAnyException();
	}

}
