// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.InboxPolicy;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.PublishQueue;
import io.github.mqttboot.client.PublishQueue.Overflow;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.client.SessionLoss;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.store.SessionStore;
import io.github.mqttboot.store.file.FileSessionStore;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TlsOptions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What client the properties make. */
class MqttClientOptionsFactoryTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
		.withBean(MqttClient.class, () -> FakeMqttClient.of(MqttVersion.V5));

	private void options(ApplicationContextRunner runner, Consumer<MqttClientOptions> test) {
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(new MqttClientOptionsFactory(new PropertyRules("mqtt"), context.getBean(MqttProperties.class),
					context.getBean(MqttConnectionDetails.class))
				.create(context.getBeanProvider(MqttClientOptionsCustomizer.class).orderedStream().toList(),
						context.getBeanProvider(SessionStore.class).getIfAvailable()));
		});
	}

	private void yaml(String yaml, Consumer<MqttClientOptions> test) {
		options(this.runner.withInitializer(Yaml.of(yaml)), test);
	}

	private void broken(String yaml, String property, @Nullable String value, String rule) {
		assertThatExceptionOfType(InvalidMqttPropertyException.class)
			.isThrownBy(() -> yaml(yaml, (options) -> assertThat(options).isNull()))
			.satisfies((ex) -> {
				assertThat(ex.property()).isEqualTo(property);
				assertThat(ex.value()).isEqualTo(value);
				assertThat(ex.rule()).contains(rule);
			});
	}

	@Test
	void withoutPropertiesTheServerIsLocalhostAndAlmostAllElseIsTheDefaultOfTheClient() {
		MqttClientOptions defaults = MqttClientOptions.builder("localhost")
			.clean(true)
			.retryRefusedSubscriptions(true)
			.build();

		options(this.runner, (options) -> {
			assertThat(options.endpoints()).containsExactly(new Endpoint("localhost", 1883, false));
			assertThat(options).usingRecursiveComparison()
				.ignoringFields("values.clientId", "values.uris", "clientId")
				.isEqualTo(defaults);
		});
	}

	@Test
	void sessionsAreKeptInFiles() {
		yaml("""
				mqtt:
				  clean: false
				  id: press-1
				  store: { type: file, directory: target/sessions, sync-interval: 0 }
				""",
				(options) -> assertThat(options.store()).isInstanceOfSatisfying(FileSessionStore.class, (store) -> {
					assertThat(store.directory()).isEqualTo(Path.of("target/sessions").toAbsolutePath());
					assertThat(store.syncInterval()).isZero();
				}));
	}

	@Test
	void aBeanKeepsTheSessionsOfClientsThatHaveOne() {
		SessionStore bean = (clientId) -> {
			throw new IllegalStateException("not opened");
		};
		ApplicationContextRunner withBean = this.runner.withBean(SessionStore.class, () -> bean);

		options(withBean.withInitializer(Yaml.of("mqtt: { clean: false, id: me }")),
				(options) -> assertThat(options.store()).isSameAs(bean));
		options(withBean.withInitializer(Yaml.of("mqtt: { clean: true, id: me }")),
				(options) -> assertThat(options.store()).isNull());
	}

	@Test
	void everyPropertyIsApplied() {
		yaml("""
				mqtt:
				  uri: [a.example, "mqtts://b.example"]
				  version: 5.0
				  clean: false
				  id: press-1
				  username: app
				  password: hush-secret
				  keep-alive: 90s
				  reconnect: { min: 2s, max: 30s, multiplier: 1.5, jitter: 0.5, max-attempts: 10, stable-after: 20s, max-takeovers: 1, retry-refused: true }
				  server-references: ["b.example", "*.pool.example"]
				  session-expiry: 1h
				  receive-maximum: 100
				  max-in-flight: 200
				  maximum-packet-size: 1MB
				  connect-timeout: 3s
				  response-timeout: 4s
				  disconnect-timeout: 500ms
				  session-loss: fail-all
				  queue: { messages: 1000, bytes: 2MB, overflow: drop-oldest, max-wait: 3s, time-to-live: 5m }
				  retry-refused-subscriptions: false
				  inbox: { messages: 100, size: 1MB, overflow: drop }
				""",
				(options) -> {
					assertThat(options.endpoints()).containsExactly(new Endpoint("a.example", 1883, false),
							new Endpoint("b.example", 8883, true));
					assertThat(options.version()).isEqualTo(MqttVersion.V5);
					assertThat(options.clean()).isFalse();
					assertThat(options.clientId()).isEqualTo("press-1");
					assertThat(options.userName()).isEqualTo("app");
					assertThat(options).extracting("values.credentials.password")
						.isEqualTo("hush-secret".getBytes(StandardCharsets.UTF_8));
					assertThat(options.keepAlive()).hasSeconds(90);
					assertThat(options.reconnect()).isEqualTo(new ReconnectPolicy(10, Duration.ofSeconds(2),
							Duration.ofSeconds(30), 1.5, 0.5, Duration.ofSeconds(20), 1, true));
					assertThat(options.serverReferences()).containsExactlyInAnyOrder("b.example", "*.pool.example");
					assertThat(options.sessionExpirySeconds()).isEqualTo(3600);
					assertThat(options.receiveMaximum()).isEqualTo(100);
					assertThat(options.maxInFlight()).isEqualTo(200);
					assertThat(options.maximumPacketSize()).isEqualTo(1024 * 1024);
					assertThat(options.connectTimeout()).hasSeconds(3);
					assertThat(options.responseTimeout()).hasSeconds(4);
					assertThat(options.disconnectTimeout()).hasMillis(500);
					assertThat(options.sessionLoss()).isEqualTo(SessionLoss.FAIL_ALL);
					assertThat(options.publishQueue()).isEqualTo(new PublishQueue(1000, 2 * 1024 * 1024,
							Overflow.DROP_OLDEST, Duration.ofSeconds(3), Duration.ofMinutes(5)));
					assertThat(options.store()).isNull();
					assertThat(options.retryRefusedSubscriptions()).isFalse();
					assertThat(options.inbox()).isEqualTo(new InboxPolicy(100, 1024 * 1024, true));
					assertThat(options.tls()).isNull();
				});
	}

	@ParameterizedTest
	@CsvSource({ "5, V5", "'5', V5", "5.0, V5", "v50, V5", "4, V3_1_1", "3.1.1, V3_1_1", "v311, V3_1_1" })
	void theVersionMayBeWrittenInManyWays(String text, MqttVersion version) {
		yaml("mqtt: { version: " + text + " }", (options) -> assertThat(options.version()).isEqualTo(version));
	}

	@ParameterizedTest
	@CsvSource({ "true, 2147483647, PT1S, PT1M", "false, 0, PT0S, PT0S", "5, 2147483647, PT5S, PT5S" })
	void reconnectMayBeAScalar(String text, int maxAttempts, Duration min, Duration max) {
		yaml("mqtt: { reconnect: " + text + " }", (options) -> {
			assertThat(options.reconnect().maxAttempts()).isEqualTo(maxAttempts);
			assertThat(options.reconnect().min()).isEqualTo(min);
			assertThat(options.reconnect().max()).isEqualTo(max);
		});
	}

	@Test
	void customizersHaveTheLastWordInTheirOrder() {
		MqttClientOptionsCustomizer first = (options) -> options.clientId("first").keepAlive(Duration.ofSeconds(1));
		MqttClientOptionsCustomizer second = (options) -> options.clientId("second");

		options(this.runner.withPropertyValues("mqtt.id=from-properties")
			.withBean("b", MqttClientOptionsCustomizer.class, () -> second, (bean) -> bean.setAttribute("order", 2))
			.withBean("a", MqttClientOptionsCustomizer.class, () -> first, (bean) -> bean.setAttribute("order", 1)),
				(options) -> {
					assertThat(options.clientId()).isEqualTo("second");
					assertThat(options.keepAlive()).hasSeconds(1);
				});
	}

	@Nested
	class Wills {

		@Test
		void aWillNeedsATopicOnly() {
			yaml("mqtt: { will: { topic: app/state } }", (options) -> assertThat(options.will())
				.isEqualTo(Will.of(MqttMessage.builder("app/state").build())));
		}

		@Test // 0 would be over at once
		void aWillIsWorthDeliveringForASecondAtLeast() {
			yaml("mqtt: { version: 5, will: { topic: app/state, message-expiry: 500ms } }",
					(options) -> assertThat(Objects.requireNonNull(options.will()).message().properties())
						.extracting((properties) -> properties.get(Property.MESSAGE_EXPIRY_INTERVAL))
						.isEqualTo(1L));
		}

		@Test
		void aWillHasEverythingThatMqtt5Knows() {
			yaml("""
					mqtt:
					  version: 5
					  will:
					    topic: app/state
					    payload: offline
					    qos: 1
					    retain: true
					    delay: 30s
					    content-type: text/plain
					    message-expiry: 1h
					    response-topic: app/answers
					    correlation-data: abc
					    user-properties: { line: A, machine: press-1 }
					""", (options) -> {
				Will will = options.will();
				assertThat(will).isNotNull();
				assertThat(will.delaySeconds()).isEqualTo(30);
				MqttMessage message = will.message();
				assertThat(message.topic()).isEqualTo("app/state");
				assertThat(message.payloadAsString()).isEqualTo("offline");
				assertThat(message.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
				assertThat(message.retain()).isTrue();
				assertThat(message.properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
				assertThat(message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isEqualTo(3600);
				assertThat(message.properties().get(Property.RESPONSE_TOPIC)).isEqualTo("app/answers");
				assertThat(message.properties().get(Property.CORRELATION_DATA)).isEqualTo(new byte[] { 'a', 'b', 'c' });
				assertThat(message.userProperties()).containsExactly(new UserProperty("line", "A"),
						new UserProperty("machine", "press-1"));
			});
		}

	}

	@Nested
	class Details {

		@Test
		void takeThePlaceOfServerCredentialsAndSecurityOfTheProperties() {
			MqttConnectionDetails details = new MqttConnectionDetails() {

				@Override
				public List<String> getUris() {
					return List.of("mqtt://container:32768");
				}

				@Override
				public String getUsername() {
					return "container";
				}

			};

			options(MqttClientOptionsFactoryTests.this.runner
				.withPropertyValues("mqtt.uri=a.example", "mqtt.username=app", "mqtt.password=hush-secret",
						"mqtt.secure=true", "mqtt.keep-alive=7")
				.withBean(MqttConnectionDetails.class, () -> details), (options) -> {
					assertThat(options.endpoints()).containsExactly(new Endpoint("container", 32768, false));
					assertThat(options.userName()).isEqualTo("container");
					assertThat(options).extracting("values.credentials.password").isNull();
					assertThat(options.tls()).isNull();
					assertThat(options.keepAlive()).hasSeconds(7);
				});
		}

		@Test
		void secureTheConnectionWithTheirBundle() {
			SslBundle bundle = SslBundle.systemDefault();
			MqttConnectionDetails details = new MqttConnectionDetails() {

				@Override
				public List<String> getUris() {
					return List.of("container:32768");
				}

				@Override
				public SslBundle getSslBundle() {
					return bundle;
				}

			};

			options(MqttClientOptionsFactoryTests.this.runner.withBean(MqttConnectionDetails.class, () -> details),
					(options) -> {
						assertThat(options.endpoints()).containsExactly(new Endpoint("container", 32768, true));
						assertThat(options.tls()).isNotNull();
						assertThat(options.tls().trustManagers()).isNotNull();
						assertThat(options.tls().trustManagers().get())
							.isSameAs(bundle.getManagers().getTrustManagerFactory());
					});
		}

	}

	@Nested
	class Security {

		@TempDir
		@SuppressWarnings("NullAway.Init")
		Path folder;

		private Path file(String name) throws IOException {
			return Files.createFile(this.folder.resolve(name));
		}

		@Test
		void trueSecuresEveryServerAndChecksCertificateAndHostName() {
			yaml("mqtt: { uri: [a.example, 'mqtt://b.example'], secure: true }", (options) -> {
				assertThat(options.endpoints()).containsExactly(new Endpoint("a.example", 8883, true),
						new Endpoint("b.example", 8883, true));
				assertThat(options.tls()).isNotNull();
				assertThat(options.tls().verify()).isTrue();
			});
		}

		@Test
		void checkingNothingHasToBeWrittenOut() {
			yaml("mqtt: { secure: { verify: none } }", (options) -> {
				assertThat(options.tls()).isNotNull();
				assertThat(options.tls().verify()).isFalse();
			});
		}

		@Test
		void filesOfATableAreUsed() throws IOException {
			Path ca = file("ca.pem");
			Path certificate = file("client.pem");
			Path key = file("client.key");

			options(MqttClientOptionsFactoryTests.this.runner.withPropertyValues("mqtt.secure.cafile=" + ca,
					"mqtt.secure.certificate=" + certificate, "mqtt.secure.key=" + key,
					"mqtt.secure.password=hush-secret", "mqtt.secure.protocol=tlsv1_3,TLSv1.2",
					"mqtt.secure.ciphers=TLS_AES_128_GCM_SHA256"), (options) -> {
						TlsOptions tls = options.tls();
						assertThat(tls).isNotNull();
						assertThat(tls.caFile()).isEqualTo(ca);
						assertThat(tls.certificateFile()).isEqualTo(certificate);
						assertThat(tls.keyFile()).isEqualTo(key);
						assertThat(tls.keyPassword()).isEqualTo("hush-secret".toCharArray());
						assertThat(tls.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
						assertThat(tls.cipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
					});
		}

		@Test
		void nameProtocolsAndRevocationCanBeChosen() throws IOException {
			Path ca = file("ca.pem");
			Path revoked = file("revoked.pem");

			options(MqttClientOptionsFactoryTests.this.runner.withPropertyValues("mqtt.secure.cafile=" + ca,
					"mqtt.secure.trust-system=true", "mqtt.secure.server-name=broker.example",
					"mqtt.secure.alpn=x-amzn-mqtt-ca,mqtt", "mqtt.secure.revocation=hard",
					"mqtt.secure.crlfile=" + revoked), (options) -> {
						TlsOptions tls = options.tls();
						assertThat(tls).isNotNull();
						assertThat(tls.trustSystem()).isTrue();
						assertThat(tls.serverName()).isEqualTo("broker.example");
						assertThat(tls.applicationProtocols()).containsExactly("x-amzn-mqtt-ca", "mqtt");
						assertThat(tls.revocation()).isEqualTo(TlsOptions.Revocation.HARD);
						assertThat(tls.crlFile()).isEqualTo(revoked);
					});
		}

		@Test
		void aBundleSaysWhomToTrust() {
			options(MqttClientOptionsFactoryTests.this.runner.withPropertyValues("mqtt.secure.bundle=broker",
					"spring.ssl.bundle.pem.broker.options.enabled-protocols=TLSv1.3"), (options) -> {
						TlsOptions tls = options.tls();
						assertThat(tls).isNotNull();
						assertThat(tls.trustManagers()).isNotNull();
						assertThat(tls.protocols()).containsExactly("TLSv1.3");
						assertThat(tls.verify()).isTrue();
					});
		}

		@Test
		void whatDoesNotFitIsRefused() throws IOException {
			broken("mqtt: { secure: { bundle: nobody } }", "mqtt.secure.bundle", "nobody", "spring.ssl.bundle");
			broken("mqtt: { secure: { cafile: /no/such/file.pem } }", "mqtt.secure.cafile", "/no/such/file.pem",
					"must exist");
			broken("mqtt: { secure: { protocol: SSLv3 } }", "mqtt.secure.protocol", "SSLv3", "must be TLSv1.3");
			broken("mqtt: { secure: { revocation: soft, verify: none } }", "mqtt.secure.revocation", "SOFT",
					"needs verify: peer");
			broken("mqtt: { secure: { reload: reconnect } }", "mqtt.secure.reload", "reconnect", "needs a bundle");
			Path certificate = file("client.pem");
			broken("mqtt: { secure: { crlfile: " + certificate + " } }", "mqtt.secure.crlfile", certificate.toString(),
					"needs revocation: soft or hard");
			broken("mqtt: { secure: { certificate: " + certificate + " } }", "mqtt.secure.key", null,
					"a certificate needs its private key");
			broken("mqtt: { secure: { key: " + certificate + " } }", "mqtt.secure.certificate", null,
					"a private key needs its certificate");
			options(MqttClientOptionsFactoryTests.this.runner, (options) -> assertThat(options.tls()).isNull());
		}

		@Test
		void aBundleIsNotMixedWithFiles() {
			assertThatExceptionOfType(InvalidMqttPropertyException.class).isThrownBy(() -> options(
					MqttClientOptionsFactoryTests.this.runner.withPropertyValues("mqtt.secure.bundle=broker",
							"mqtt.secure.cafile=ca.pem",
							"spring.ssl.bundle.pem.broker.options.enabled-protocols=TLSv1.3"),
					(options) -> assertThat(options).isNull()))
				.withMessageContaining("must not be mixed");
		}

	}

	@Nested
	class Rules {

		@Test
		void theVersionMustBeKnown() {
			broken("mqtt: { version: 6 }", "mqtt.version", "6", "version must be 3.1.1");
			broken("mqtt: { version: 0 }", "mqtt.version", "0", "version must be 3.1.1");
		}

		@Test
		void aUriMustBeReadable() {
			broken("mqtt: { uri: 'http://a.example' }", "mqtt.uri", "http://a.example", "scheme must be mqtt");
			broken("mqtt: { uri: [a.example, 'b.example:99999'] }", "mqtt.uri", "b.example:99999", "port");
			broken("mqtt: { uri: '' }", "mqtt.uri", "[]", "at least one server");
		}

		@Test
		void aPasswordInAUriIsRefusedAndNotShown() {
			broken("mqtt: { uri: 'mqtt://app:hidden@a.example' }", "mqtt.uri", "mqtt://***@a.example",
					"must not contain user name or password");
		}

		@Test
		void aWillMustFollowTheRules() {
			broken("mqtt: { will: { payload: offline } }", "mqtt.will.topic", null, "a will needs a topic");
			broken("mqtt: { will: { topic: 'app/#' } }", "mqtt.will.topic", "app/#", "wildcards");
			broken("mqtt: { will: { topic: a, qos: 3 } }", "mqtt.will.qos", "3", "qos must be 0, 1 or 2");
			broken("mqtt: { will: { topic: a, payload: " + "x".repeat(65_536) + " } }", "mqtt.will.payload",
					"65536 characters", "65535 bytes");
			broken("mqtt: { version: 5, will: { topic: a, delay: -1 } }", "mqtt.will.delay", "PT-1S", "will delay");
			broken("mqtt: { version: 5, will: { topic: a, response-topic: 'b/+' } }", "mqtt.will.response-topic", "b/+",
					"wildcards");
		}

		@Test
		void whatOnlyMqtt5KnowsNeedsIt() {
			broken("mqtt: { session-expiry: 1h }", "mqtt.session-expiry", "PT1H", "needs MQTT 5");
			broken("mqtt: { will: { topic: a, delay: 5 } }", "mqtt.will.delay", "PT5S", "needs MQTT 5");
			broken("mqtt: { will: { topic: a, content-type: text/plain } }", "mqtt.will.content-type", "text/plain",
					"needs MQTT 5");
			broken("mqtt: { will: { topic: a, correlation-data: abc } }", "mqtt.will.correlation-data", "abc",
					"needs MQTT 5");
			broken("mqtt: { will: { topic: a, user-properties: { b: c } } }", "mqtt.will.user-properties.b", "c",
					"needs MQTT 5");
		}

		@Test // [v3 MQTT-3.1.2-22]
		void aPasswordNeedsAUserNameInVersion311AndIsNotShown() {
			broken("mqtt: { password: hidden }", "mqtt.password", "(not shown)", "a password needs a user name");
			yaml("mqtt: { version: 5, password: hidden }",
					(options) -> assertThat(options).extracting("values.credentials.password").isNotNull());
		}

		@Test // [v3 MQTT-3.1.3-7]
		void aKeptSessionNeedsAnIdInVersion311() {
			broken("mqtt: { clean: false, id: '' }", "mqtt.id", "", "must not be empty");
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				keep-alive          | 20h    | PT20H      | 0..65535
				keep-alive          | 1500ms | PT1.5S     | whole seconds
				receive-maximum     | 0      | 0          | 1..65535
				max-in-flight       | 8193   | 8193       | 1..8192
				maximum-packet-size | 10B    | 10B        | 64..268435460
				maximum-packet-size | 8GB    | 8589934592B | 64..268435460
				connect-timeout     | 0      | PT0S       | must be positive
				response-timeout    | 0      | PT0S       | must be positive
				disconnect-timeout  | -1     | PT-1S      | must be positive
				""")
		void aNumberMustBeInItsRange(String key, String text, String value, String rule) {
			broken("mqtt: { " + key + ": " + text + " }", "mqtt." + key, value, rule);
		}

		@Test
		void theQueueHasLimits() {
			broken("mqtt: { queue: { messages: 0 } }", "mqtt.queue.messages", "0", "1..8000000");
			broken("mqtt: { queue: { bytes: 0B } }", "mqtt.queue.bytes", "0", "1..");
			broken("mqtt: { queue: { max-wait: -1s } }", "mqtt.queue.max-wait", "PT-1S", "zero or positive");
			broken("mqtt: { queue: { time-to-live: 0 } }", "mqtt.queue.time-to-live", "PT0S", "more than zero");
		}

		@Test
		void aStoreInFilesNeedsAKeptSessionAnIdAndADirectory() {
			broken("mqtt: { id: me, store: { type: file, directory: d } }", "mqtt.store.type", "file",
					"needs a session that is kept (mqtt.clean: false)");
			broken("mqtt: { clean: false, store: { type: file, directory: d } }", "mqtt.id", null, "must be set");
			broken("mqtt: { clean: false, id: me, store: { type: file } }", "mqtt.store.directory", null,
					"needs a directory");
			broken("mqtt: { clean: false, id: me, store: { type: file, directory: d, sync-interval: -1s } }",
					"mqtt.store.sync-interval", "PT-1S", "zero or positive");
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				max-attempts: -1      | max-attempts  | -1     | max-attempts must be 0 or more
				min: 2m               | min           | PT2M   | min must be from 0 to max, was PT2M with max PT1M
				min: -1s              | min           | PT-1S  | min must be from 0 to max
				min: 10s, max: 5s     | min           | PT10S  | min must be from 0 to max, was PT10S with max PT5S
				max: 500ms            | max           | PT0.5S | min must be from 0 to max, was PT1S with max PT0.5S
				min: 2s, max: -1s     | max           | PT-1S  | min must be from 0 to max, was PT2S with max PT-1S
				multiplier: 0.5       | multiplier    | 0.5    | multiplier must be 1 or more
				jitter: 2             | jitter        | 2.0    | jitter must be 0 to 1
				stable-after: -1s     | stable-after  | PT-1S  | stable-after must be 0 or more
				max-takeovers: -1     | max-takeovers | -1     | max-takeovers must be 0 or more
				""")
		void theTableOfReconnectMustFitTogether(String table, String key, String value, String rule) {
			broken("mqtt: { reconnect: { " + table + " } }", "mqtt.reconnect." + key, value, rule);
		}

		@Test
		void theInboxHasLimits() {
			broken("mqtt: { inbox: { messages: 0 } }", "mqtt.inbox.messages", "0", "1..1000000");
			broken("mqtt: { inbox: { size: 0B } }", "mqtt.inbox.size", "0B", "1..68719476736");
		}

	}

}
