// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.EnabledIfDocker;
import io.github.mqttboot.testbrokers.TestCertificates;
import io.github.mqttboot.testbrokers.TestCertificates.Identity;
import io.github.mqttboot.testbrokers.TlsListeners;
import io.github.mqttboot.transport.TlsOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Certificates of an SSL bundle, and what operators see of them. */
@EnabledIfDocker
@ExtendWith(OutputCaptureExtension.class)
class TlsBundleIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	private final TlsListeners broker = new TlsListeners();

	@SuppressWarnings("NullAway.Init")
	private TestCertificates authority;

	@SuppressWarnings("NullAway.Init")
	private Identity expired;

	@SuppressWarnings("NullAway.Init")
	private String uri;

	@SuppressWarnings("NullAway.Init")
	private String expiredUri;

	@BeforeEach
	void start() throws IOException {
		this.authority = TestCertificates.in(this.folder);
		this.expired = this.authority.expiredServer("localhost");
		this.uri = this.broker.add(this.authority.server("localhost"), this.authority, "require_certificate true",
				"use_identity_as_username true");
		this.expiredUri = this.broker.add(this.expired, this.authority);
		this.broker.start();
		Files.copy(this.authority.caFile(), this.folder.resolve("ca.pem"));
		install("press-1");
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	/** Puts a new certificate and its key in the place of the old ones. */
	private void install(String commonName) throws IOException {
		Identity identity = this.authority.client(commonName);
		Files.copy(identity.keyFile(), this.folder.resolve("client.key"), StandardCopyOption.REPLACE_EXISTING);
		Files.copy(identity.certificateFile(), this.folder.resolve("client.pem"), StandardCopyOption.REPLACE_EXISTING);
	}

	private ApplicationContextRunner runner(String uri, String reload) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class,
					MqttHealthContributorAutoConfiguration.class))
			.withPropertyValues("spring.ssl.bundle.watch.file.quiet-period=200ms",
					"spring.ssl.bundle.pem.broker.reload-on-update=true",
					"spring.ssl.bundle.pem.broker.truststore.certificate=file:" + this.folder.resolve("ca.pem"),
					"spring.ssl.bundle.pem.broker.keystore.certificate=file:" + this.folder.resolve("client.pem"),
					"spring.ssl.bundle.pem.broker.keystore.private-key=file:" + this.folder.resolve("client.key"),
					"mqtt.uri=" + uri, "mqtt.version=5", "mqtt.id=press", "mqtt.clean=false", "mqtt.reconnect=1",
					"mqtt.secure.bundle=broker", "mqtt.secure.reload=" + reload);
	}

	private boolean hasSeen(String user) {
		return this.broker.log().contains("u'" + user + "'");
	}

	private MqttClient observer() {
		Identity identity = this.authority.client("observer");
		return MqttClient.create(MqttClientOptions.builder(this.uri)
			.clean(false)
			.clientId("observer")
			.version(MqttVersion.V5)
			.tls(TlsOptions.builder()
				.caFile(this.authority.caFile())
				.certificate(identity.certificateFile(), identity.keyFile(), null)
				.build())
			.build());
	}

	private static Queue<String> received(MqttClient client, String topic) {
		Queue<String> payloads = new ConcurrentLinkedQueue<>();
		client
			.subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE),
					(delivery) -> payloads.add(delivery.message().payloadAsString()))
			.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
			.join();
		return payloads;
	}

	private static CompletableFuture<?> publish(MqttClient client, String topic, int number) {
		return client
			.publish(MqttMessage.builder(topic).payload(Integer.toString(number)).qos(QoS.AT_LEAST_ONCE).build());
	}

	@Test
	void certificatesAreRotatedWhileMessagesFlowAndNoneIsLost() {
		runner(this.uri, "reconnect").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			Queue<String> reasons = new ConcurrentLinkedQueue<>();
			client.on(MqttEvent.Disconnected.class, (event) -> reasons.add(event.reason()));
			try (MqttClient observer = observer()) {
				observer.connect().join();
				Queue<String> seenByObserver = received(observer, "from/press");
				Queue<String> seenByClient = received(client, "to/press");
				List<CompletableFuture<?>> publishes = new ArrayList<>();
				int number = 0;
				for (String next : List.of("press-2", "press-3", "press-4")) {
					install(next);
					while (!hasSeen(next)) {
						for (int i = 0; i < 100; i++) {
							publishes.add(publish(client, "from/press", number));
							publishes.add(publish(observer, "to/press", number++));
						}
						publishes.get(publishes.size() - 100).join();
					}
				}

				CompletableFuture.allOf(publishes.toArray(CompletableFuture[]::new))
					.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
					.join();

				String[] all = IntStream.range(0, number).mapToObj(Integer::toString).toArray(String[]::new);
				await().atMost(LIMIT).untilAsserted(() -> assertThat(seenByObserver).contains(all));
				await().atMost(LIMIT).untilAsserted(() -> assertThat(seenByClient).contains(all));
				assertThat(reasons).contains("reconnecting: the SSL bundle broker was updated");
			}
		});
	}

	@Test
	void aNewCertificateIsUsedAtTheNextConnect(CapturedOutput output) {
		runner(this.uri, "next-connect").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(LIMIT).until(() -> hasSeen("press-1"));

			install("press-2");
			await().atMost(LIMIT).until(() -> {
				if (client.status().state() == ConnectionState.CONNECTED) { // let
																			// attempts
																			// end
					client.closeConnection("the network is gone");
				}
				return hasSeen("press-2");
			});

			await().atMost(LIMIT).until(() -> client.status().state() == ConnectionState.CONNECTED);
			assertThat(output).doesNotContain("may be in use by a technology that doesn't support SSL reloading");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "client.pem", "client.key", "ca.pem" })
	void aConnectionIsNotGivenUpForFilesThatAreHalfWritten(String file, CapturedOutput output) {
		runner(this.uri, "reconnect").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(LIMIT).until(() -> client.status().state() == ConnectionState.CONNECTED);
			Queue<String> reasons = new ConcurrentLinkedQueue<>();
			client.on(MqttEvent.Disconnected.class, (event) -> reasons.add(event.reason()));
			Path path = this.folder.resolve(file);
			String whole = Files.readString(path);

			Files.writeString(path, whole.substring(0, whole.length() / 2));
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(output)
					.contains("The SSL bundle broker was updated and cannot be used; the connection stays: "));
			assertThat(reasons).isEmpty();
			assertThat(context.getBean(HealthIndicator.class).health()).extracting(Health::getStatus)
				.isEqualTo(Status.UP);

			Files.writeString(path, whole);
			await().atMost(LIMIT)
				.until(() -> reasons.contains("reconnecting: the SSL bundle broker was updated")
						&& client.status().state() == ConnectionState.CONNECTED);
		});
	}

	@Test
	void aClientThatConnectsWhileAFileIsHalfWrittenTriesAgain(CapturedOutput output) {
		runner(this.uri, "next-connect").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(LIMIT).until(() -> client.status().state() == ConnectionState.CONNECTED);
			Path key = this.folder.resolve("client.key");
			String whole = Files.readString(key);
			Files.writeString(key, whole.substring(0, whole.length() / 2));
			await().atMost(LIMIT).untilAsserted(() -> assertThat(output).contains("cannot be used"));

			client.closeConnection("the network is gone");
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(client.status().lastError())
					.hasMessage("could not connect to " + this.uri + ": Missing private key or unrecognized format"));
			assertThat(context.getBean(HealthIndicator.class).health()).extracting(Health::getStatus)
				.isEqualTo(Status.DOWN);

			Files.writeString(key, whole);
			await().atMost(LIMIT).until(() -> client.status().state() == ConnectionState.CONNECTED);
		});
	}

	@Test
	void aServerOfAnAuthorityThatIsTrustedNoMoreIsLeft(@TempDir Path elsewhere) {
		runner(this.uri, "reconnect").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(LIMIT).until(() -> client.status().state() == ConnectionState.CONNECTED);

			Files.copy(TestCertificates.in(elsewhere).caFile(), this.folder.resolve("ca.pem"),
					StandardCopyOption.REPLACE_EXISTING);

			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(client.status().lastError()).hasMessageContaining(
						"\"CN=localhost\" was issued by \"" + this.authority.name() + "\", which is not among"));
		});
	}

	@Test
	void aKeyStoreIsReplacedAsWell(CapturedOutput output) throws IOException {
		String prefix = "spring.ssl.bundle.jks.stores.";
		Path store = this.folder.resolve("client.p12");
		Files.copy(this.authority.client("press-1").keyStore(), store);
		ApplicationContextRunner stores = runner(this.uri, "reconnect").withPropertyValues("mqtt.secure.bundle=stores",
				prefix + "reload-on-update=true", prefix + "keystore.location=file:" + store,
				prefix + "keystore.password=" + TestCertificates.PASSWORD, prefix + "keystore.type=PKCS12",
				prefix + "truststore.location=file:" + this.authority.trustStore(),
				prefix + "truststore.password=" + TestCertificates.PASSWORD, prefix + "truststore.type=PKCS12");
		stores.run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(LIMIT).until(() -> client.status().state() == ConnectionState.CONNECTED);
			byte[] next = Files.readAllBytes(this.authority.client("press-2").keyStore());

			Files.write(store, Arrays.copyOf(next, next.length / 2));
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(output)
					.contains("The SSL bundle stores was updated and cannot be used; the connection stays: "));
			assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);

			Files.write(store, next);
			await().atMost(LIMIT).until(() -> hasSeen("press-2"));
		});
	}

	@Test
	void aCertificateWhoseKeyIsYetToComeIsNotTakenIfKeysAreVerified(CapturedOutput output) {
		ApplicationContextRunner verifying = runner(this.uri, "reconnect")
			.withPropertyValues("spring.ssl.bundle.pem.broker.keystore.verify-keys=true");
		verifying.run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(LIMIT).until(() -> client.status().state() == ConnectionState.CONNECTED);
			Queue<String> reasons = new ConcurrentLinkedQueue<>();
			client.on(MqttEvent.Disconnected.class, (event) -> reasons.add(event.reason()));
			Identity next = this.authority.client("press-2");

			Files.copy(next.certificateFile(), this.folder.resolve("client.pem"), StandardCopyOption.REPLACE_EXISTING);
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(output)
					.contains("Private key in keystore matches none of the certificates in the chain"));
			assertThat(reasons).isEmpty();

			Files.copy(next.keyFile(), this.folder.resolve("client.key"), StandardCopyOption.REPLACE_EXISTING);
			await().atMost(LIMIT).until(() -> hasSeen("press-2"));
		});
	}

	@Test
	void healthAndLogSayWhatIsWrongWithACertificate(CapturedOutput output) {
		runner(this.expiredUri, "next-connect").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(LIMIT).until(() -> client.status().lastError() != null);

			String error = "could not connect to " + this.expiredUri + ": the server's certificate is not accepted:"
					+ " \"CN=localhost\" (issued by \"" + this.authority.name() + "\") expired on "
					+ this.expired.certificate().getNotAfter().toInstant() + "; the clock here says ";
			assertThat(context.getBean(HealthIndicator.class).health()).isNotNull().satisfies((health) -> {
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails().get("error")).asString().startsWith(error);
			});
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(output.getAll().lines())
					.anySatisfy((line) -> assertThat(line).contains(error).endsWith("; next attempt in 1000 ms")));
			assertThat(output).doesNotContain("\tat ");
		});
	}

}
