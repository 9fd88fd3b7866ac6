// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Property;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "mqtt.version=5", "sample.simulator.enabled=false" })
class PlantMonitorVersion5IntegrationTests extends PlantMonitorScenarios {

	@Test
	void aCommandIsAnsweredWhereTheRequestSays() throws Exception {
		publish("plant/hall-a/asked/temperature", "{\"celsius\": 70}");
		awaitView("/readings/asked", "celsius", 70);
		subscribe("desk/7/answers");
		publish(MqttMessage.builder("plant/hall-a/asked/command")
			.payload("{\"command\": \"get-limit\"}")
			.respondTo("desk/7/answers", new byte[] { 0, 42 })
			.build());

		MqttMessage answer = nextMessage();
		assertThat(answer.payloadAsString()).isEqualTo("{\"command\":\"get-limit\",\"ok\":true,\"limit\":80.0}");
		assertThat(answer.properties().get(Property.CORRELATION_DATA)).containsExactly(0, 42);
		assertThat(answer.properties().get(Property.CONTENT_TYPE)).isEqualTo("application/json");
	}

}
