// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import io.github.mqttboot.client.SessionLoss;
import io.github.mqttboot.client.PublishQueue.Overflow;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.MqttClientLifecycle.Startup;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.StoreType;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Reconnect;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Verify;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/** What can be written where, and what it becomes. */
class MqttPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
		.withBean(MqttClient.class, MqttPropertiesTests::willingClient);

	private static FakeMqttClient willingClient() {
		FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);
		return client.onConnect(client::accept);
	}

	private void bind(ApplicationContextRunner runner, Consumer<MqttProperties> test) {
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context.getBean(MqttProperties.class));
		});
	}

	private void yaml(String yaml, Consumer<MqttProperties> test) {
		bind(this.runner.withInitializer(Yaml.of(yaml)), test);
	}

	private void environment(Map<String, Object> variables, Consumer<MqttProperties> test) {
		bind(this.runner
			.withInitializer(
					(context) -> context.getEnvironment()
						.getPropertySources()
						.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								new SystemEnvironmentPropertySource(
										StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables))),
				test);
	}

	@Test
	void everyKeyOfAClientCanBeWrittenInYaml() {
		yaml("""
				mqtt:
				  uri: [a.example, "mqtts://b.example:8884"]
				  version: 5
				  clean: false
				  id: press-1
				  username: app
				  password: hush-secret
				  keep-alive: 90s
				  startup: fail-fast
				  startup-timeout: 1m
				  session-expiry: 1h
				  receive-maximum: 100
				  max-in-flight: 200
				  maximum-packet-size: 1MB
				  connect-timeout: 3s
				  connack-timeout: 6s
				  response-timeout: 4s
				  disconnect-timeout: 500ms
				  store: { type: file, directory: /var/lib/mqtt, sync-interval: 2 }
				  session-loss: publish-all
				  queue: { messages: 1000, bytes: 2MB, overflow: wait, max-wait: 3, time-to-live: 60 }
				  template: { qos: 2, retain: true, reply-topic: answers, reply-timeout: 7 }
				""", (mqtt) -> {
			assertThat(mqtt.uri()).containsExactly("a.example", "mqtts://b.example:8884");
			assertThat(mqtt.version()).isEqualTo("5");
			assertThat(mqtt.clean()).isFalse();
			assertThat(mqtt.id()).isEqualTo("press-1");
			assertThat(mqtt.username()).isEqualTo("app");
			assertThat(mqtt.password()).isEqualTo("hush-secret");
			assertThat(mqtt.keepAlive()).isEqualTo(Duration.ofSeconds(90));
			assertThat(mqtt.startup()).isEqualTo(Startup.FAIL_FAST);
			assertThat(mqtt.startupTimeout()).isEqualTo(Duration.ofMinutes(1));
			assertThat(mqtt.sessionExpiry()).isEqualTo(Duration.ofHours(1));
			assertThat(mqtt.receiveMaximum()).isEqualTo(100);
			assertThat(mqtt.maxInFlight()).isEqualTo(200);
			assertThat(mqtt.maximumPacketSize()).isEqualTo(DataSize.ofMegabytes(1));
			assertThat(mqtt.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
			assertThat(mqtt.connackTimeout()).isEqualTo(Duration.ofSeconds(6));
			assertThat(mqtt.responseTimeout()).isEqualTo(Duration.ofSeconds(4));
			assertThat(mqtt.disconnectTimeout()).isEqualTo(Duration.ofMillis(500));
			assertThat(mqtt.store())
				.isEqualTo(new MqttProperties.Store(StoreType.FILE, Path.of("/var/lib/mqtt"), Duration.ofSeconds(2)));
			assertThat(mqtt.sessionLoss()).isEqualTo(SessionLoss.PUBLISH_ALL);
			assertThat(mqtt.queue()).isEqualTo(new MqttProperties.Queue(1000, DataSize.ofMegabytes(2), Overflow.WAIT,
					Duration.ofSeconds(3), Duration.ofMinutes(1)));
			assertThat(mqtt.template())
				.isEqualTo(new MqttProperties.Template(2, true, false, "answers", Duration.ofSeconds(7)));
		});
	}

	@Test
	void theSpellingsOfLuamqttBindToo() {
		yaml("""
				mqtt:
				  keep_alive: 30
				  reconnect: { max_attempts: 3 }
				  will: { topic: app/state, content_type: text/plain }
				""", (mqtt) -> {
			assertThat(mqtt.keepAlive()).isEqualTo(Duration.ofSeconds(30));
			assertThat(mqtt.reconnect().maxAttempts()).isEqualTo(3);
			assertThat(mqtt.will()).isNotNull();
			assertThat(mqtt.will().contentType()).isEqualTo("text/plain");
		});
	}

	@Test
	void aBareNumberMeansSecondsForEveryDuration() {
		yaml("""
				mqtt:
				  keep-alive: 1
				  startup-timeout: 2
				  session-expiry: 3
				  connect-timeout: 4
				  connack-timeout: 12
				  socket: { user-timeout: 13 }
				  response-timeout: 5
				  disconnect-timeout: 6
				  reconnect: { min: 7, max: 8 }
				  will: { topic: t, delay: 9, message-expiry: 10 }
				  listener: { shutdown-timeout: 11 }
				""", (mqtt) -> {
			assertThat(mqtt.keepAlive()).hasSeconds(1);
			assertThat(mqtt.startupTimeout()).hasSeconds(2);
			assertThat(mqtt.sessionExpiry()).hasSeconds(3);
			assertThat(mqtt.connectTimeout()).hasSeconds(4);
			assertThat(mqtt.connackTimeout()).hasSeconds(12);
			assertThat(mqtt.socket().userTimeout()).hasSeconds(13);
			assertThat(mqtt.responseTimeout()).hasSeconds(5);
			assertThat(mqtt.disconnectTimeout()).hasSeconds(6);
			assertThat(mqtt.reconnect().min()).hasSeconds(7);
			assertThat(mqtt.reconnect().max()).hasSeconds(8);
			assertThat(mqtt.will()).isNotNull();
			assertThat(mqtt.will().delay()).hasSeconds(9);
			assertThat(mqtt.will().messageExpiry()).hasSeconds(10);
		});
		this.runner.withPropertyValues("mqtt.listener.shutdown-timeout=11")
			.run((context) -> assertThat(context.getBean(MqttListenerProperties.class).shutdownTimeout())
				.hasSeconds(11));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt: { uri: a.example }", "mqtt: { uri: [a.example] }", "mqtt.uri: a.example" })
	void oneServerMayBeTextOrAList(String yaml) {
		yaml(yaml, (mqtt) -> assertThat(mqtt.uri()).containsExactly("a.example"));
	}

	@Test
	void severalServersMayBePartedByCommas() {
		yaml("mqtt: { uri: 'a.example, b.example:1884' }",
				(mqtt) -> assertThat(mqtt.uri()).containsExactly("a.example", "b.example:1884"));
	}

	@Test
	void noTextFormShowsAPassword() {
		yaml("""
				mqtt:
				  uri: mqtt://app:hidden@a.example
				  password: hidden
				  secure: { key: key.pem, certificate: cert.pem, password: hidden }
				  proxy: { host: proxy.example, username: ann, password: hidden }
				  web-socket: { headers: { Authorization: Bearer hidden } }
				""",
				(mqtt) -> assertThat(mqtt.toString() + mqtt.secure() + mqtt.proxy() + mqtt.webSocket())
					.contains("a.example", "key.pem")
					.doesNotContain("hidden"));
	}

	@Test
	void environmentVariablesBind() {
		environment(Map.of("MQTT_URI", "a.example,b.example", "MQTT_KEEPALIVE", "30", "MQTT_RECONNECT", "5",
				"MQTT_SECURE", "true", "MQTT_WILL_TOPIC", "app/state", "MQTT_STARTUP", "WAIT"), (mqtt) -> {
					assertThat(mqtt.uri()).containsExactly("a.example", "b.example");
					assertThat(mqtt.keepAlive()).hasSeconds(30);
					assertThat(mqtt.reconnect()).isEqualTo(Reconnect.fixed(Duration.ofSeconds(5)));
					assertThat(mqtt.secure()).isEqualTo(Secure.DEFAULT);
					assertThat(mqtt.will()).isNotNull();
					assertThat(mqtt.will().topic()).isEqualTo("app/state");
					assertThat(mqtt.startup()).isEqualTo(Startup.WAIT);
				});
	}

	@Test
	void environmentVariablesOfATableBind() {
		environment(Map.of("MQTT_RECONNECT_MAXATTEMPTS", "3", "MQTT_SECURE_VERIFY", "none", "MQTT_SECURE_CIPHERS_0",
				"TLS_AES_128_GCM_SHA256"), (mqtt) -> {
					assertThat(mqtt.reconnect().maxAttempts()).isEqualTo(3);
					assertThat(mqtt.secure()).isNotNull();
					assertThat(mqtt.secure().verify()).isEqualTo(Verify.NONE);
					assertThat(mqtt.secure().ciphers()).containsExactly("TLS_AES_128_GCM_SHA256");
				});
	}

	@Test
	void systemPropertiesBind() {
		bind(this.runner.withSystemProperties("mqtt.reconnect=false", "mqtt.secure=true", "mqtt.keepAlive=7"),
				(mqtt) -> {
					assertThat(mqtt.reconnect()).isEqualTo(Reconnect.NEVER);
					assertThat(mqtt.secure()).isEqualTo(Secure.DEFAULT);
					assertThat(mqtt.keepAlive()).hasSeconds(7);
				});
	}

	@Nested
	class ReconnectKey {

		@Test
		void withoutItTheDefaultsHold() {
			yaml("mqtt: { id: a }", (mqtt) -> assertThat(mqtt.reconnect()).isEqualTo(Reconnect.DEFAULT));
		}

		@ParameterizedTest
		@ValueSource(strings = { "true", "'true'", "on", "TRUE", "''", "{ }" })
		void mayBeTrue(String value) {
			yaml("mqtt: { reconnect: " + value + " }",
					(mqtt) -> assertThat(mqtt.reconnect()).isEqualTo(Reconnect.DEFAULT));
		}

		@ParameterizedTest
		@ValueSource(strings = { "false", "'false'", "off", "no" })
		void mayBeFalse(String value) {
			yaml("mqtt: { reconnect: " + value + " }",
					(mqtt) -> assertThat(mqtt.reconnect()).isEqualTo(Reconnect.NEVER));
		}

		@ParameterizedTest
		@ValueSource(strings = { "5", "'5'", "5s", "5000ms", "PT5S" })
		void mayBeAPause(String value) {
			yaml("mqtt: { reconnect: " + value + " }",
					(mqtt) -> assertThat(mqtt.reconnect()).isEqualTo(Reconnect.fixed(Duration.ofSeconds(5))));
		}

		@Test
		void mayBeATable() {
			yaml("mqtt: { reconnect: { min: 2s, max: 30s, multiplier: 1.5, jitter: 0.5, max-attempts: 10 } }",
					(mqtt) -> assertThat(mqtt.reconnect()).isEqualTo(new Reconnect(Duration.ofSeconds(2),
							Duration.ofSeconds(30), 1.5, 0.5, 10, Duration.ofSeconds(10), 3, false)));
		}

		@Test
		void mayBeATableOfProperties() {
			bind(MqttPropertiesTests.this.runner.withPropertyValues("mqtt.reconnect.min=2s"),
					(mqtt) -> assertThat(mqtt.reconnect()).isEqualTo(new Reconnect(Duration.ofSeconds(2),
							Duration.ofSeconds(60), 2, 1, null, Duration.ofSeconds(10), 3, false)));
		}

		@Test
		void aScalarWinsOverATable() {
			bind(MqttPropertiesTests.this.runner.withInitializer(Yaml.of("mqtt: { reconnect: { min: 2s } }"))
				.withPropertyValues("mqtt.reconnect=false"),
					(mqtt) -> assertThat(mqtt.reconnect()).isEqualTo(Reconnect.NEVER));
		}

	}

	@Nested
	class SecureKey {

		@ParameterizedTest
		@ValueSource(strings = { "true", "'true'", "yes" })
		void mayBeTrueWhichChecksEverything(String value) {
			yaml("mqtt: { secure: " + value + " }", (mqtt) -> {
				assertThat(mqtt.secure()).isEqualTo(Secure.DEFAULT);
				assertThat(Secure.DEFAULT.verify()).isEqualTo(Verify.PEER);
			});
		}

		@ParameterizedTest
		@ValueSource(strings = { "false", "'false'", "''" })
		void mayBeFalse(String value) {
			yaml("mqtt: { secure: " + value + " }", (mqtt) -> assertThat(mqtt.secure()).isNull());
		}

		@Test
		void mayBeATable() {
			yaml("""
					mqtt:
					  secure:
					    cafile: certs/ca.pem
					    certificate: certs/client.pem
					    key: certs/client.key
					    password: hush-secret
					    verify: none
					    protocol: tlsv1_3
					    ciphers: [TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384]
					""", (mqtt) -> {
				Secure secure = mqtt.secure();
				assertThat(secure).isNotNull();
				assertThat(secure.cafile()).isEqualTo(Path.of("certs/ca.pem"));
				assertThat(secure.certificate()).isEqualTo(Path.of("certs/client.pem"));
				assertThat(secure.key()).isEqualTo(Path.of("certs/client.key"));
				assertThat(secure.password()).isEqualTo("hush-secret");
				assertThat(secure.verify()).isEqualTo(Verify.NONE);
				assertThat(secure.protocol()).containsExactly("tlsv1_3");
				assertThat(secure.ciphers()).hasSize(2);
			});
		}

		@Test
		void aTableThatSaysNothingAboutItChecksEverything() {
			yaml("mqtt: { secure: { bundle: broker } }", (mqtt) -> {
				assertThat(mqtt.secure()).isNotNull();
				assertThat(mqtt.secure().bundle()).isEqualTo("broker");
				assertThat(mqtt.secure().verify()).isEqualTo(Verify.PEER);
			});
		}

	}

}
