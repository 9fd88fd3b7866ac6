// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.TcpProxy;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** What the application is told of a client that has a server. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ClientEventsIntegrationTests {

	@ParameterizedTest
	@EnumSource
	void theLifeOfAClientIsToldFromItsFirstConnectionToItsLast(BrokerKind broker, CapturedOutput output) {
		List<String> told;
		try (TcpProxy proxy = TcpProxy.to(broker.shared());
				ConfigurableApplicationContext context = start(proxy, Watch.class)) {
			told = context.getBean(Watch.class).told;
			await().untilAsserted(() -> assertThat(told).containsExactly("connected"));

			proxy.cut();
			await().untilAsserted(() -> assertThat(told).containsExactly("connected", "lost", "connected"));
		}
		assertThat(told).containsExactly("connected", "lost", "connected", "disconnected");
		assertThat(output).doesNotContain("ERROR");
	}

	@ParameterizedTest
	@EnumSource
	void aListenerThatFailsIsLoggedAndDoesNotHarmTheClient(BrokerKind broker, CapturedOutput output) {
		try (TcpProxy proxy = TcpProxy.to(broker.shared());
				ConfigurableApplicationContext context = start(proxy, Failing.class)) {
			await().untilAsserted(() -> assertThat(output).contains("a handler of Connected failed")
				.contains("IllegalStateException: as always"));

			assertThat(context.getBean(MqttClient.class).status().state()).isEqualTo(ConnectionState.CONNECTED);
		}
	}

	private static ConfigurableApplicationContext start(TcpProxy proxy, Class<?> listener) {
		return new SpringApplicationBuilder(AutoConfigured.class, listener).web(WebApplicationType.NONE)
			.properties("mqtt.uri=" + proxy.uri(), "mqtt.startup=fail-fast", "mqtt.reconnect=100ms")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

	static class Watch {

		final List<String> told = new CopyOnWriteArrayList<>();

		@EventListener
		void on(MqttEvent.Connected event) {
			this.told.add("connected");
		}

		@EventListener
		void on(MqttEvent.Disconnected event) {
			this.told.add((event.cause() != null) ? "lost" : "disconnected");
		}

	}

	static class Failing {

		@EventListener
		void on(MqttEvent.Connected event) {
			throw new IllegalStateException("as always");
		}

	}

}
