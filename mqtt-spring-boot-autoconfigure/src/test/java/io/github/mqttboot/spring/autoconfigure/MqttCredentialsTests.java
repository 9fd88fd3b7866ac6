// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.client.Credentials;
import io.github.mqttboot.client.CredentialsProvider;
import io.github.mqttboot.client.MqttClient;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Beans that provide credentials. */
class MqttCredentialsTests {

	private static final CredentialsProvider PROVIDER = () -> CompletableFuture.completedFuture(Credentials.NONE);

	private static final CredentialsProvider OTHER = () -> CompletableFuture.completedFuture(Credentials.NONE);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttClientsAutoConfiguration.class))
		.withPropertyValues("mqtt.uri=localhost:1", "mqtt.reconnect=false", "mqtt.clients.plant.uri=localhost:2",
				"mqtt.clients.plant.reconnect=false");

	@Test
	void belongToTheClientTheyAreNamedAfter() {
		this.runner.withBean("mqttCredentialsProvider", CredentialsProvider.class, () -> PROVIDER)
			.withBean("plantMqttCredentialsProvider", CredentialsProvider.class, () -> OTHER)
			.run((context) -> {
				assertThat(provider(context.getBean("mqttClient", MqttClient.class))).isSameAs(PROVIDER);
				assertThat(provider(context.getBean("plantMqttClient", MqttClient.class))).isSameAs(OTHER);
			});
	}

	@Test
	void areNoneOfTheOthersBusiness() {
		this.runner.withBean("plantMqttCredentialsProvider", CredentialsProvider.class, () -> OTHER)
			.run((context) -> assertThat(provider(context.getBean("mqttClient", MqttClient.class))).isNull());
	}

	@Test
	void leaveNoRoomForAFixedPassword() {
		this.runner.withBean("plantMqttCredentialsProvider", CredentialsProvider.class, () -> OTHER)
			.withPropertyValues("mqtt.clients.plant.password=hidden")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("mqtt.clients.plant.password")
				.hasMessageContaining("must not be set where a bean provides the credentials")
				.hasMessageNotContaining("hidden"));
	}

	private static @Nullable CredentialsProvider provider(MqttClient client) {
		return client.options().credentialsProvider();
	}

}
