// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import io.github.mqttboot.test.EmbeddedMqttBroker.Network;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@EmbeddedMqtt
@SpringBootTest(properties = { "mqtt.reconnect=100ms", "mqtt.keep-alive=1s", "mqtt.connack-timeout=200ms" })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedMqttNetworkTests {

	@Autowired
	private EmbeddedMqttBroker broker;

	@Autowired
	private HealthContributor mqttHealthContributor;

	@ParameterizedTest
	@EnumSource(names = { "DOWN", "SILENT" })
	void theApplicationNoticesThatTheNetworkFailsAndComesBack(Network network) {
		awaitHealth(Status.UP);

		this.broker.network(network);
		awaitHealth(Status.DOWN);

		this.broker.network(Network.UP);
		awaitHealth(Status.UP);
	}

	@Test
	@Order(1)
	void aTestMayLeaveItDown() {
		this.broker.network(Network.DOWN);

		awaitHealth(Status.DOWN);
	}

	@Test
	@Order(2)
	void theNextOneHasItUp() {
		awaitHealth(Status.UP);
	}

	private void awaitHealth(Status status) {
		HealthIndicator indicator = (HealthIndicator) this.mqttHealthContributor;
		await().untilAsserted(() -> assertThat(indicator.health()).extracting(Health::getStatus).isEqualTo(status));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
