// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.TrafficObserver;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.listener.MqttListenerObserver;
import io.github.mqttboot.spring.observe.MqttEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What operators see. */
class MqttObservationAutoConfigurationTests {

	private final FakeMqttClient fake = FakeMqttClient.of(MqttVersion.V5);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, MqttAutoConfiguration.class,
				MqttListenerAutoConfiguration.class, MqttMetricsAutoConfiguration.class,
				MqttHealthContributorAutoConfiguration.class, MqttEndpointAutoConfiguration.class));

	private ApplicationContextRunner withFake() {
		return this.runner.withBean("press", MqttClient.class, () -> this.fake);
	}

	@Nested
	class Meters {

		private final ApplicationContextRunner withRegistry = withFake().withBean(MeterRegistry.class,
				SimpleMeterRegistry::new);

		@Test
		void thereAreNoneWithoutARegistry() {
			withFake().run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TrafficObserverFactory.class)
				.doesNotHaveBean(MqttListenerObserver.class));
		}

		@Test
		void theConnectionIsWatched() {
			this.withRegistry.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("mqtt.connected").tag("client", "press").gauge().value()).isZero();

				MqttObservationAutoConfigurationTests.this.fake.accept();

				assertThat(registry.get("mqtt.connected").gauge().value()).isOne();
				assertThat(registry.get("mqtt.reconnects").tag("client", "press").counter().count()).isZero();

				MqttObservationAutoConfigurationTests.this.fake.accept();

				assertThat(registry.get("mqtt.reconnects").counter().count()).isOne();
			});
		}

		@Test
		void whatIsNotDoneYetIsWatched() {
			this.withRegistry.run((context) -> {
				MqttObservationAutoConfigurationTests.this.fake.backlog(1, 2, 3);

				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("mqtt.inflight").tag("client", "press").gauge().value()).isEqualTo(1);
				assertThat(registry.get("mqtt.queued").tag("client", "press").gauge().value()).isEqualTo(2);
				assertThat(registry.get("mqtt.undelivered").tag("client", "press").gauge().value()).isEqualTo(3);
			});
		}

		@Test
		void theTrafficOfTheConfiguredClientIsCounted() {
			MqttObservationAutoConfigurationTests.this.runner.withPropertyValues("mqtt.uri=localhost:1")
				.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.run((context) -> {
					TrafficObserver observer = context.getBean(MqttClient.class).options().trafficObserver();
					observer.sent(QoS.AT_LEAST_ONCE, 10);

					MeterRegistry registry = context.getBean(MeterRegistry.class);
					assertThat(registry.get("mqtt.messages.sent")
						.tags("client", "mqttClient", "qos", "1")
						.counter()
						.count()).isOne();
				});
		}

		@Test
		void listenersAreTimed() {
			this.withRegistry.run((context) -> {
				MqttListenerObserver observer = context.getBean(MqttListenerObserver.class);
				observer.handled("readings", Duration.ofMillis(5), null);

				assertThat(context.getBean(MeterRegistry.class)
					.get("mqtt.listener")
					.tags("listener", "readings", "outcome", "success")
					.timer()
					.count()).isOne();
			});
		}

	}

	@Nested
	class Health {

		@Test
		void isThatOfTheOneClient() {
			withFake().run((context) -> {
				MqttObservationAutoConfigurationTests.this.fake.enter(ConnectionState.WAITING,
						new MqttConnectionException("connection refused", null));

				var health = context.getBean("mqttHealthContributor", HealthIndicator.class).health(true);
				assertThat(health).isNotNull();
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).containsEntry("error", "connection refused");
			});
		}

		@Test
		void namesEachOfSeveralClients() {
			withFake().withBean("oven", MqttClient.class, () -> FakeMqttClient.of(MqttVersion.V5)).run((context) -> {
				CompositeHealthContributor health = context.getBean("mqttHealthContributor",
						CompositeHealthContributor.class);
				assertThat(health.stream().map((entry) -> entry.name())).containsExactlyInAnyOrder("press", "oven");
			});
		}

		@Test
		void canBeSwitchedOff() {
			withFake().withPropertyValues("management.health.mqtt.enabled=false")
				.run((context) -> assertThat(context).doesNotHaveBean(HealthContributor.class));
		}

	}

	@Nested
	class Endpoint {

		@Test
		void showsTheClients() {
			withFake().withPropertyValues("management.endpoints.web.exposure.include=mqtt").run((context) -> {
				assertThat(context).hasSingleBean(MqttEndpoint.class);
				assertThat(context.getBean(MqttEndpoint.class).clients().clients()).containsOnlyKeys("press");
			});
		}

		@Test
		void isNotThereUnlessExposed() {
			withFake().run((context) -> assertThat(context).doesNotHaveBean(MqttEndpoint.class));
		}

	}

}
