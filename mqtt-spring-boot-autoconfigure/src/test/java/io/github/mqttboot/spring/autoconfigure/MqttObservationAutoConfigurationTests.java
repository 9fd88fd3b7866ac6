// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.Mockito.mock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.TrafficObserver;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.MqttSendInterceptor;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttListenerInterceptor;
import io.github.mqttboot.spring.listener.MqttListenerObserver;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.spring.observe.MqttEndpoint;
import io.github.mqttboot.spring.observe.MqttListenersEndpoint;
import io.github.mqttboot.spring.observe.MqttListenersEndpointWebExtension;
import io.github.mqttboot.spring.observe.MqttProcessObservationConvention;
import io.github.mqttboot.spring.observe.MqttSendObservationConvention;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

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
		void aClientThatATestOfAnApplicationMocksDoesNotHarmTheStart() {
			MqttObservationAutoConfigurationTests.this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.withBean("press", MqttClient.class, () -> mock(MqttClient.class))
				.run((context) -> assertThat(context).hasNotFailed());
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

		@Test
		void showsListenersAndStopsAndStartsThem() {
			withFake().withBean("listener", Echo.class)
				.withPropertyValues("management.endpoints.web.exposure.include=mqttlisteners")
				.run((context) -> {
					MqttListenersEndpoint endpoint = context.getBean(MqttListenersEndpoint.class);
					MqttListenersEndpoint.Listener running = new MqttListenersEndpoint.Listener(List.of("plant/b"),
							"press", true, 0, 0);
					assertThat(endpoint.listeners().listeners()).containsExactly(entry("echo", running));

					assertThat(endpoint.startOrStop("echo", false)).isTrue();
					assertThat(endpoint.listener("echo")).isNotNull()
						.returns(false, MqttListenersEndpoint.Listener::running);
					assertThat(endpoint.startOrStop("echo", true)).isTrue();
					assertThat(endpoint.listener("echo")).isEqualTo(running);

					assertThat(endpoint.startOrStop("nobody", true)).isFalse();
					assertThat(endpoint.listener("nobody")).isNull();
				});
		}

		@Test
		void ofListenersIsThereIfItIsExposed() {
			withFake().withPropertyValues("management.endpoints.web.exposure.include=mqtt")
				.run((context) -> assertThat(context).doesNotHaveBean(MqttListenersEndpoint.class)
					.doesNotHaveBean(MqttListenersEndpointWebExtension.class));
		}

	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class Observations {

		private final TestObservationRegistry registry = TestObservationRegistry.create();

		private final ApplicationContextRunner withListener = withFake().withBean(Echo.class);

		private final ApplicationContextRunner withRegistry = this.withListener.withBean(ObservationRegistry.class,
				() -> this.registry);

		private static final String[] ENABLED = { "mqtt.template.observation-enabled=true",
				"mqtt.listener.observation-enabled=true" };

		private void sendAndDeliver(AssertableApplicationContext context) {
			context.getBean(MqttTemplate.class).convertAndSend("plant/a", "x");
			MqttObservationAutoConfigurationTests.this.fake.deliverOne("plant/b", "y");
		}

		@Test
		void thereAreNoneUnlessEnabled() {
			this.withRegistry.run((context) -> {
				sendAndDeliver(context);

				TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyObservation();
			});
		}

		@Test
		void whatIsSentAndHandledIsObserved() {
			this.withRegistry.withPropertyValues(ENABLED).run((context) -> {
				sendAndDeliver(context);

				TestObservationRegistryAssert.assertThat(this.registry)
					.hasNumberOfObservationsEqualTo(2)
					.hasObservationWithNameEqualTo("mqtt.send")
					.that()
					.hasHighCardinalityKeyValue("messaging.destination.name", "plant/a");
				TestObservationRegistryAssert.assertThat(this.registry)
					.hasObservationWithNameEqualTo("mqtt.process")
					.that()
					.hasLowCardinalityKeyValue("listener", "echo");
			});
		}

		@Test
		void theirTimersDoNotCollideWithTheMetersOfListeners() {
			this.withRegistry.withPropertyValues(ENABLED)
				.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.run((context) -> {
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));

					sendAndDeliver(context);

					assertThat(meters.get("mqtt.send").tag("error", "none").timer().count()).isOne();
					assertThat(meters.get("mqtt.process").tag("listener", "echo").timer().count()).isOne();
					assertThat(meters.get("mqtt.listener").tag("outcome", "success").timer().count()).isOne();
				});
		}

		@Test
		void conventionsAreBeans() {
			this.withRegistry.withPropertyValues(ENABLED)
				.withBean(MqttSendObservationConvention.class, () -> new MqttSendObservationConvention() {

					@Override
					public String getName() {
						return "plant.sent";
					}

				})
				.withBean(MqttProcessObservationConvention.class, () -> new MqttProcessObservationConvention() {

					@Override
					public String getName() {
						return "plant.processed";
					}

				})
				.run((context) -> {
					sendAndDeliver(context);

					TestObservationRegistryAssert.assertThat(this.registry).hasObservationWithNameEqualTo("plant.sent");
					TestObservationRegistryAssert.assertThat(this.registry)
						.hasObservationWithNameEqualTo("plant.processed");
				});
		}

		@Test
		void interceptorsAreBeansAndInsideOfTheObservation() {
			List<String> current = new ArrayList<>();
			this.withRegistry.withPropertyValues(ENABLED).withBean(MqttSendInterceptor.class, () -> (sending) -> {
				current.add(String.valueOf(this.registry.getCurrentObservation()));
				return sending.proceed(sending.message());
			}).withBean(MqttListenerInterceptor.class, () -> (invocation) -> {
				current.add(String.valueOf(this.registry.getCurrentObservation()));
				return invocation.proceed();
			}).run((context) -> {
				sendAndDeliver(context);

				assertThat(current).hasSize(2);
				assertThat(current.get(0)).contains("mqtt.send");
				assertThat(current.get(1)).contains("mqtt.process");
			});
		}

		@Test
		void aReplyIsSentWithinTheObservationOfItsRequest() {
			this.withRegistry.withPropertyValues(ENABLED).withBean(Replying.class).run((context) -> {
				MqttObservationAutoConfigurationTests.this.fake
					.deliverOne(MqttMessage.builder("plant/c").payload("y").respondTo("asker", null).build());

				TestObservationRegistryAssert.assertThat(this.registry)
					.hasNumberOfObservationsEqualTo(2)
					.hasObservationWithNameEqualTo("mqtt.send")
					.that()
					.hasHighCardinalityKeyValue("messaging.destination.name", "asker")
					.hasParentObservationContextMatching((parent) -> "mqtt.process".equals(parent.getName()))
					.hasBeenStopped();
				TestObservationRegistryAssert.assertThat(this.registry)
					.hasObservationWithNameEqualTo("mqtt.process")
					.that()
					.hasBeenStopped();
			});
		}

		@Test
		void eachClientHasItsOwnSetting() {
			this.withRegistry.withConfiguration(AutoConfigurations.of(MqttClientsAutoConfiguration.class))
				.withPropertyValues("mqtt.clients.plant.uri=localhost:1",
						"mqtt.clients.plant.template.observation-enabled=true", "mqtt.clients.cloud.uri=localhost:1")
				.run((context) -> {
					context.getBean("plantMqttTemplate", MqttTemplate.class).convertAndSend("plant/a", "x");
					context.getBean("cloudMqttTemplate", MqttTemplate.class).convertAndSend("cloud/a", "x");

					TestObservationRegistryAssert.assertThat(this.registry)
						.hasSingleObservationThat()
						.hasHighCardinalityKeyValue("messaging.destination.name", "plant/a");
				});
		}

		@Test
		void withoutARegistryTheLogSaysWhatHasNoEffect(CapturedOutput output) {
			this.withListener.withPropertyValues(ENABLED).run((context) -> {
				sendAndDeliver(context);

				assertThat(MqttObservationAutoConfigurationTests.this.fake.published).hasSize(1);
				assertThat(output)
					.contains("mqtt.template.observation-enabled has no effect: there is no ObservationRegistry")
					.contains("mqtt.listener.observation-enabled has no effect: there is no ObservationRegistry");
			});
		}

	}

	static final class Echo {

		@MqttSubscribe(topics = "plant/b", id = "echo")
		void handle(String payload) {
			assertThat(payload).isEqualTo("y");
		}

	}

	static final class Replying {

		@MqttSubscribe("plant/c")
		String reply(String payload) {
			return payload;
		}

	}

}
