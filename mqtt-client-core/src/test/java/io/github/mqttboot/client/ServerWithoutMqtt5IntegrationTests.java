// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttVersion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Servers of MQTT 3.1.1 alone, see {@code docs/interoperability.md}. */
@EnabledIfSystemProperty(named = "interoperability.version", matches = "3\\.1\\.1")
class ServerWithoutMqtt5IntegrationTests {

	@Test
	void isToldByTheErrorThatNamesTheVersionToSet() {
		try (TestClients clients = new TestClients(System.getProperty("interoperability.uri"), MqttVersion.V5)) {
			MqttClient client = clients.create(clients.options().reconnect(ReconnectPolicy.never()));

			MqttException failure = catchThrowableOfType(MqttException.class, client.blocking()::connect);

			assertThat(failure).hasMessageContaining("set version 3.1.1");
		}
	}

}
