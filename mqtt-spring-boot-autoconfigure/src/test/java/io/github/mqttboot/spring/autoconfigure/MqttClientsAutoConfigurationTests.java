// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.MqttClientLifecycle;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Several clients from application.yml; nobody listens at port 1. */
class MqttClientsAutoConfigurationTests {

	private static final String TWO = """
			mqtt:
			  clients:
			    press: { uri: 'localhost:1', id: press, version: 5, keep_alive: 7, template: { qos: 2 } }
			    oven: { uri: 'localhost:1', id: oven, reconnect: 5 }
			""";

	private static final String THREE = TWO + "  uri: localhost:1\n  id: main\n";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, SslAutoConfiguration.class,
				MqttAutoConfiguration.class, MqttClientsAutoConfiguration.class, MqttListenerAutoConfiguration.class,
				MqttMetricsAutoConfiguration.class, MqttHealthContributorAutoConfiguration.class));

	private ApplicationContextRunner yaml(String yaml) {
		return this.runner.withInitializer(Yaml.of(yaml));
	}

	@Test
	void eachNameMakesAClientWithItsOwnOptionsAndATemplate() {
		yaml(THREE).run((context) -> {
			assertThat(context.getBeansOfType(MqttClient.class)).containsOnlyKeys("mqttClient", "pressMqttClient",
					"ovenMqttClient");
			assertThat(context.getBeansOfType(MqttTemplate.class)).containsOnlyKeys("mqttTemplate", "pressMqttTemplate",
					"ovenMqttTemplate");
			MqttClient press = context.getBean("pressMqttClient", MqttClient.class);
			assertThat(press.options().clientId()).isEqualTo("press");
			assertThat(press.options().version()).isEqualTo(MqttVersion.V5);
			assertThat(press.options().keepAlive()).hasSeconds(7);
			MqttClient oven = context.getBean("ovenMqttClient", MqttClient.class);
			assertThat(oven.options().version()).isEqualTo(MqttVersion.V3_1_1);
			assertThat(oven.options().reconnect()).isEqualTo(ReconnectPolicy.fixed(Duration.ofSeconds(5)));
		});
	}

	@Test
	void withoutAQualifierTheOneConfiguredUnderMqttItselfIsInjected() {
		yaml(THREE).withUserConfiguration(Users.class).run((context) -> {
			Users users = context.getBean(Users.class);
			assertThat(users.unqualified.options().clientId()).isEqualTo("main");
			assertThat(users.qualified.options().clientId()).isEqualTo("oven");
			assertThat(users.all).containsOnlyKeys("mqttClient", "pressMqttClient", "ovenMqttClient");
			assertThat(users.template).isSameAs(context.getBean("mqttTemplate"));
		});
	}

	@Test
	void withoutAUriOfItsOwnThereIsNoOtherClient() {
		yaml(TWO).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(MqttClient.class)).containsOnlyKeys("pressMqttClient", "ovenMqttClient");
			assertThat(context.getBeansOfType(MqttTemplate.class)).containsOnlyKeys("pressMqttTemplate",
					"ovenMqttTemplate");
		});
	}

	@Test
	void anEnvironmentVariableThatCannotHaveTheDashesOfANameMakesNoOtherClient() {
		Map<String, Object> variables = Map.of("MQTT_CLIENTS_HALLA_USERNAME", "app");
		yaml("mqtt: { clients: { hall-a: { uri: 'localhost:1', id: hall } } }")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								variables)))
			.run((context) -> {
				assertThat(context.getBeansOfType(MqttClient.class)).containsOnlyKeys("hall-aMqttClient");
				assertThat(context.getBean(MqttClient.class).options().userName()).isEqualTo("app");
			});
	}

	@Test
	void aChildContextHasThoseOfItsParent() {
		yaml(TWO).run((parent) -> yaml(TWO).withParent(parent).run((child) -> {
			assertThat(child).hasNotFailed();
			assertThat(child.getBean("pressMqttClient")).isSameAs(parent.getBean("pressMqttClient"));
		}));
	}

	@Nested
	class WithoutTheAutoConfigurationOfTheClient {

		private final ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttClientsAutoConfiguration.class,
					MqttListenerAutoConfiguration.class, MqttHealthContributorAutoConfiguration.class))
			.withInitializer(Yaml.of(TWO));

		@Test
		void thereAreNone() {
			this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttClient.class));
		}

		@Test
		void oneOfTheApplicationHasNoListeners() {
			this.runner.withBean(MqttClient.class, () -> FakeMqttClient.of(MqttVersion.V5))
				.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttListenerRegistry.class));
		}

	}

	@Test
	void allAreConnectedWhenTheApplicationStartsAndClosedWithIt() {
		List<MqttClient> clients = new ArrayList<>();

		yaml(THREE).run((context) -> {
			clients.addAll(context.getBeansOfType(MqttClient.class).values());
			assertThat(context.getBeansOfType(MqttClientLifecycle.class).values()).hasSize(3)
				.allMatch(MqttClientLifecycle::isRunning);
		});

		assertThat(clients).hasSize(3).allMatch((client) -> client.status().state() == ConnectionState.CLOSED);
	}

	@Test
	void listenersNameTheirClientOrTakeTheOneThatNeedsNoName() {
		yaml(THREE).withUserConfiguration(Listeners.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(MqttListenerRegistry.class).containers()).hasSize(2);
		});
	}

	@Test
	void eachHasItsHealthAndItsMeters() {
		yaml(THREE).withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			assertThat(context.getBean("mqttHealthContributor", CompositeHealthContributor.class)
				.stream()
				.map((entry) -> entry.name()))
				.containsExactlyInAnyOrder("mqttClient", "pressMqttClient", "ovenMqttClient");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(List.of("mqttClient", "pressMqttClient", "ovenMqttClient")).allSatisfy((name) -> {
				assertThat(registry.get("mqtt.connected").tag("client", name).gauge().value()).isZero();
				assertThat(registry.get("mqtt.messages.sent").tag("client", name).counters()).hasSize(3);
			});
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aMistakeNamesThePropertyOfTheClient(CapturedOutput output) {
		assertThatException().isThrownBy(application("mqtt: { clients: { pressLine: { version: 6 } } }")::run);

		assertThat(output).contains("Property: mqtt.clients.pressLine.version", "Value: \"6\"",
				"Origin: application.yml - 1:42", "Rule: version must be 3.1.1");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aClientWithoutAnyKnownKeyNamesThoseItHas(CapturedOutput output) {
		assertThatException().isThrownBy(application("mqtt: { clients: { pressLine: { urls: a, qos: 1 } } }")::run);

		assertThat(output)
			.contains("APPLICATION FAILED TO START", "Property: mqtt.clients.pressLine\n", "Value: \"urls,qos\"",
					"Rule: a client must have a known key below its name, such as uri, has [urls, qos]")
			.doesNotContain("\tat ");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aClientThatIsToBeSecuredIsNotPlainForWantOfAKnownKey(CapturedOutput output) {
		String yaml = "mqtt: { clients: { pressLine: { uri: 'localhost:1', secure: { enabled: true } } } }";

		assertThatException().isThrownBy(application(yaml)::run);

		assertThat(output).contains("Property: mqtt.clients.pressLine.secure\n", "Value: \"enabled\"",
				"Rule: a table must have a known key with a value, such as cafile, or be just true, has [enabled]");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aClientCannotSayWhatListenersDo(CapturedOutput output) {
		String yaml = "mqtt: { clients: { pressLine: { uri: 'localhost:1', listener: { qos: 2 } } } }";

		assertThatException().isThrownBy(application(yaml)::run);

		assertThat(output).contains("Property: mqtt.clients.pressLine.listener\n", "Value: \"{qos=2}\"",
				"Rule: listeners of all clients are configured below mqtt.listener, or by their annotations");
	}

	private static SpringApplication application(String yaml) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers(Yaml.of(yaml));
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	static class Users {

		private final MqttClient unqualified;

		private final MqttClient qualified;

		private final Map<String, MqttClient> all;

		private final MqttTemplate template;

		Users(MqttClient unqualified, @Qualifier("ovenMqttClient") MqttClient qualified, Map<String, MqttClient> all,
				MqttTemplate template) {
			this.unqualified = unqualified;
			this.qualified = qualified;
			this.all = all;
			this.template = template;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		@MqttSubscribe(topics = "oven/+/state", client = "ovenMqttClient")
		void onOven(String state) {
		}

		@MqttSubscribe("plant/+/state")
		void onPlant(String state) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, MqttAutoConfiguration.class,
			MqttClientsAutoConfiguration.class })
	static class Application {

	}

}
