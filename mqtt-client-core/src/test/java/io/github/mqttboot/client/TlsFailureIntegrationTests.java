// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.testbrokers.EnabledIfDocker;
import io.github.mqttboot.testbrokers.KeyFormat;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TestCertificates;
import io.github.mqttboot.testbrokers.TestCertificates.Identity;
import io.github.mqttboot.testbrokers.TlsListeners;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.TlsOptions.Revocation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads when TLS fails: the same in the event, as the last error (which is
 * what health shows) and in one line of the log.
 */
@EnabledIfDocker
class TlsFailureIntegrationTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path folder;

	private static final TlsListeners broker = new TlsListeners();

	@SuppressWarnings("NullAway.Init")
	private static TestCertificates authority;

	@SuppressWarnings("NullAway.Init")
	private static Identity server;

	@SuppressWarnings("NullAway.Init")
	private static Identity expired;

	@SuppressWarnings("NullAway.Init")
	private static Identity future;

	@SuppressWarnings("NullAway.Init")
	private static Identity elsewhere;

	@SuppressWarnings("NullAway.Init")
	private static TestCertificates intermediate;

	@SuppressWarnings("NullAway.Init")
	private static Identity below;

	@SuppressWarnings("NullAway.Init")
	private static String uri;

	@SuppressWarnings("NullAway.Init")
	private static String expiredUri;

	@SuppressWarnings("NullAway.Init")
	private static String futureUri;

	@SuppressWarnings("NullAway.Init")
	private static String elsewhereUri;

	@SuppressWarnings("NullAway.Init")
	private static String underscoreUri;

	@SuppressWarnings("NullAway.Init")
	private static String belowUri;

	@SuppressWarnings("NullAway.Init")
	private static String incompleteUri;

	@SuppressWarnings("NullAway.Init")
	private static String mutualUri;

	@SuppressWarnings("NullAway.Init")
	private static String webSocketUri;

	@SuppressWarnings("NullAway.Init")
	private static String expiredWebSocketUri;

	@AutoClose
	private final RecordedLog log = new RecordedLog();

	@AutoClose
	private final TestClients clients = new TestClients(SharedBrokers.mosquitto(), MqttVersion.V5);

	@BeforeAll
	static void startBroker() throws Exception {
		authority = TestCertificates.in(folder);
		server = authority.server("localhost", "127.0.0.1");
		expired = authority.expiredServer("localhost");
		future = authority.futureServer("localhost");
		elsewhere = authority.server("a.example", "b.example", "192.0.2.7");
		intermediate = authority.intermediate();
		below = intermediate.server("localhost");
		uri = broker.add(server, authority);
		underscoreUri = broker.add(authority.server("my_broker"), authority);
		expiredUri = broker.add(expired, authority);
		futureUri = broker.add(future, authority);
		elsewhereUri = broker.add(elsewhere, authority);
		belowUri = broker.add(below, authority);
		Path leaf = Files.writeString(folder.resolve("leaf.pem"),
				Files.readString(below.certificateFile()).split("(?<=-----END CERTIFICATE-----)")[0] + "\n");
		incompleteUri = broker.add(leaf, below.keyFile(), authority.caFile());
		mutualUri = broker.add(server, authority, "require_certificate true");
		webSocketUri = Endpoint
			.parse(broker.add(server, authority, "protocol websockets").replace("mqtts", "wss"), true)
			.toString();
		expiredWebSocketUri = Endpoint
			.parse(broker.add(expired, authority, "protocol websockets").replace("mqtts", "wss"), true)
			.toString();
		broker.start();
	}

	@AfterAll
	static void stopBroker() {
		broker.close();
	}

	private static TlsOptions.Builder trusting() {
		return TlsOptions.builder().caFile(authority.caFile());
	}

	private static String issuedBy(TestCertificates issuer) {
		return "(issued by \"" + issuer.name() + "\")";
	}

	private static String time(Date date) {
		return date.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
	}

	private MqttConnectionException failure(String uri, TlsOptions tls, String message) {
		MqttClient client = this.clients
			.create(this.clients.options(uri).tls(tls).reconnect(ReconnectPolicy.fixed(Duration.ofHours(1))));
		RecordedEvents events = RecordedEvents.of(client);

		client.connect();

		MqttEvent.Disconnected disconnected = events.next(MqttEvent.Disconnected.class);
		events.next(MqttEvent.Reconnecting.class);
		String seen = disconnected.reason().replaceAll("(?<=the clock here says )[0-9TZ:-]+", "now");
		assertThat(seen).isEqualTo(message);
		assertThat(disconnected.cause()).isInstanceOf(MqttConnectionException.class).hasMessage(disconnected.reason());
		assertThat(client.status().lastError()).isSameAs(disconnected.cause());
		assertThat(this.log.lines(uri.substring(uri.lastIndexOf(':'))))
			.containsExactly("WARN " + disconnected.reason() + "; next attempt in 3600000 ms");
		return (MqttConnectionException) disconnected.cause();
	}

	private void notConnected(String uri, TlsOptions.Builder tls, String reason) {
		failure(uri, tls.build(), "could not connect to " + uri + ": " + reason);
	}

	private void connected(String uri, TlsOptions.Builder tls) {
		MqttClient client = this.clients.connect(this.clients.options(uri).tls(tls.build()));
		assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Nested
	class Authority {

		@Test
		void knownOneIsTrusted() {
			connected(uri, trusting());
		}

		@Test
		void otherThanTheGivenOneIsNamed() {
			TestCertificates other = TestCertificates.in(folder);

			notConnected(uri, TlsOptions.builder().caFile(other.caFile()),
					"the server's certificate is not accepted: \"CN=localhost\" was issued by \"" + authority.name()
							+ "\", which is not among the authorities of " + other.caFile());
		}

		@Test
		void privateOneIsNamedIfTheSystemDoesNotKnowIt() {
			notConnected(uri, TlsOptions.builder(),
					"the server's certificate is not accepted: \"CN=localhost\"" + " was issued by \""
							+ authority.name() + "\", which is not among the authorities of the Java" + " runtime");
		}

		@Test
		void privateOneIsTrustedBesideThoseOfTheSystem() {
			connected(uri, trusting().trustSystem(true));
		}

		@Test
		void neitherPrivateNorOfTheSystemIsNamed() {
			TestCertificates other = TestCertificates.in(folder);

			notConnected(uri, TlsOptions.builder().caFile(other.caFile()).trustSystem(true),
					"the server's certificate is not accepted: \"CN=localhost\" was issued by \"" + authority.name()
							+ "\", which is not among the authorities of " + other.caFile() + " and the Java runtime");
		}

		@Test
		void belowAKnownOneIsTrusted() {
			connected(belowUri, trusting());
		}

		@Test
		void inTheMiddleThatTheServerDoesNotSendIsNamed() {
			notConnected(incompleteUri, trusting(),
					"the server's certificate is not accepted: \"CN=localhost\" was issued by \"" + intermediate.name()
							+ "\", which is not among the authorities of " + authority.caFile());
		}

		@Test
		void mayComeFromPkcs12OrJks() {
			char[] password = TestCertificates.PASSWORD.toCharArray();

			connected(uri, TlsOptions.builder().trustStore(authority.trustStore(), password));
			connected(uri, TlsOptions.builder().trustStore(authority.jksTrustStore(), password));
		}

		@Test
		void ofAKeyStoreThatCannotBeReadIsNotTrusted() {
			notConnected(uri, TlsOptions.builder().trustStore(authority.trustStore(), "wrong".toCharArray()),
					"the key store " + authority.trustStore() + " cannot be read: wrong password?");
		}

		@Test
		void ofAKeyStoreWithoutAuthoritiesIsNotTrusted() throws Exception {
			char[] password = TestCertificates.PASSWORD.toCharArray();
			Path empty = folder.resolve("empty.p12");
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			try (OutputStream out = Files.newOutputStream(empty)) {
				store.store(out, password);
			}

			notConnected(uri, TlsOptions.builder().trustStore(empty, password),
					"there is no trusted certificate in " + empty);
		}

	}

	@Nested
	class Certificate {

		@Test
		void thatHasExpiredIsNamedWithItsDate() {
			notConnected(expiredUri, trusting(),
					"the server's certificate is not accepted: \"CN=localhost\" " + issuedBy(authority) + " expired on "
							+ time(expired.certificate().getNotAfter()) + "; the clock here says now");
		}

		@Test
		void thatIsNotYetValidIsNamedWithItsDate() {
			notConnected(futureUri, trusting(),
					"the server's certificate is not accepted: \"CN=localhost\" " + issuedBy(authority)
							+ " is not valid before " + time(future.certificate().getNotBefore())
							+ "; the clock here says now");
		}

		@Test
		void forOtherHostsIsNamedWithThem() {
			notConnected(elsewhereUri, trusting(), "the server's certificate is not accepted: \"CN=a.example\" "
					+ issuedBy(authority) + " is for a.example, b.example, 192.0.2.7; connected to localhost");
		}

		@Test
		void forOtherHostsIsAcceptedIfOneOfThemIsTheOneThatIsWanted() {
			connected(elsewhereUri, trusting().serverName("b.example"));
		}

		@Test
		void thatIsNotForTheNameThatIsWantedIsRefused() {
			notConnected(uri, trusting().serverName("b.example"),
					"the server's certificate is not accepted: \"CN=localhost\" " + issuedBy(authority)
							+ " is for localhost, 127.0.0.1; connected to b.example");
		}

		@Test
		void mayNameAnAddress() {
			connected(uri.replace("localhost", "127.0.0.1"), trusting());
		}

		@Test
		void thatDoesNotNameTheAddressIsRefused() {
			notConnected(elsewhereUri.replace("localhost", "127.0.0.1"), trusting(),
					"the server's certificate is not accepted: \"CN=a.example\" " + issuedBy(authority)
							+ " is for a.example, b.example, 192.0.2.7; connected to 127.0.0.1");
		}

		@Test
		void forANameThatIsNoneForJavaIsRefused() {
			notConnected(underscoreUri, trusting().serverName("my_broker"),
					"the server's certificate is not accepted: \"CN=my_broker\" " + issuedBy(authority)
							+ " is for my_broker; connected to my_broker, which is no host name for Java:"
							+ " name another one of the certificate as server name");
		}

		@Test
		void problemsCanBeToldFromOthersInCode() {
			MqttConnectionException failure = failure(expiredUri, trusting().build(),
					"could not connect to " + expiredUri
							+ ": the server's certificate is not accepted: \"CN=localhost\" " + issuedBy(authority)
							+ " expired on " + time(expired.certificate().getNotAfter()) + "; the clock here says now");

			assertThat(failure).hasStackTraceContaining(CertificateException.class.getPackageName());
			assertThat(failure).rootCause().isInstanceOf(CertificateException.class);
		}

	}

	@Nested
	class RevokedCertificate {

		@Test
		void isNamedWithTheDate() {
			Path list = authority.revocationList(server);

			MqttClient client = TlsFailureIntegrationTests.this.clients
				.create(TlsFailureIntegrationTests.this.clients.options(uri)
					.tls(trusting().revocation(Revocation.HARD).crlFile(list).build())
					.reconnect(ReconnectPolicy.never()));
			RecordedEvents events = RecordedEvents.of(client);
			client.connect();

			assertThat(events.next(MqttEvent.Disconnected.class).reason()).matches(Pattern
				.quote("could not connect to " + uri + ": the server's certificate is not accepted:"
						+ " \"CN=localhost\" " + issuedBy(authority) + " was revoked on ")
					+ "[0-9TZ:-]+" + Pattern.quote(" (KEY_COMPROMISE)"));
		}

		@Test
		void isRefusedIfTheCheckIsSoft() {
			Path list = authority.revocationList(server);
			MqttClient client = TlsFailureIntegrationTests.this.clients
				.create(TlsFailureIntegrationTests.this.clients.options(uri)
					.tls(trusting().revocation(Revocation.SOFT).crlFile(list).build())
					.reconnect(ReconnectPolicy.never()));
			RecordedEvents events = RecordedEvents.of(client);

			client.connect();

			assertThat(events.next(MqttEvent.Disconnected.class).reason()).contains("was revoked on");
		}

		@Test
		void isOneThatTheListNamesAndNoOther() {
			Path list = authority.revocationList(expired, elsewhere);

			connected(uri, trusting().revocation(Revocation.HARD).crlFile(list));
		}

		@Test
		void isOneOfWhichNothingIsKnownIfTheCheckIsHard() {
			Path list = TestCertificates.in(folder).revocationList();

			notConnected(uri, trusting().revocation(Revocation.HARD).crlFile(list),
					"the server's certificate is not accepted: whether \"CN=localhost\" " + issuedBy(authority)
							+ " was revoked cannot be found out: Could not determine revocation status");
		}

		@Test
		void isNoneOfWhichNothingIsKnownIfTheCheckIsSoft() {
			Path list = TestCertificates.in(folder).revocationList();

			connected(uri, trusting().revocation(Revocation.SOFT).crlFile(list));
		}

	}

	@Nested
	class ClientCertificate {

		private final Identity client = authority.client("press-1");

		private void refused(TlsOptions.Builder tls, String reason) {
			failure(mutualUri, tls.build(), "the connection to " + mutualUri + " failed: " + reason);
		}

		private TlsOptions.Builder showing(Identity identity) {
			return trusting().certificate(identity.certificateFile(), identity.keyFile(), null);
		}

		private String validUntil(X509Certificate certificate) {
			return ", valid until " + time(certificate.getNotAfter());
		}

		@Test
		void isShown() {
			connected(mutualUri, showing(this.client));
		}

		@Test
		void isWantedWhereNoneIsConfigured() {
			refused(trusting(), "the server wants a client certificate, and none is configured");
		}

		@Test
		void isWantedWhereNoneIsConfiguredInTls12() {
			notConnected(mutualUri, trusting().protocols(List.of("TLSv1.2")),
					"the server wants a client certificate, and none is configured");
		}

		@Test
		void ofAnotherAuthorityIsNamed() {
			TestCertificates other = TestCertificates.in(folder);

			Identity unknown = other.client("press-1");

			refused(showing(unknown), "the server does not accept the client certificate \"CN=press-1\" "
					+ issuedBy(other) + validUntil(unknown.certificate()) + ": unknown_ca");
		}

		@Test
		void ofAnotherAuthorityIsNamedInTls12() {
			TestCertificates other = TestCertificates.in(folder);

			Identity unknown = other.client("press-1");

			notConnected(mutualUri, showing(unknown).protocols(List.of("TLSv1.2")),
					"the server does not accept the client certificate \"CN=press-1\" " + issuedBy(other)
							+ validUntil(unknown.certificate()) + ": unknown_ca");
		}

		@Test
		void thatHasExpiredIsNamed() {
			Identity old = authority.expiredClient("press-1");

			refused(showing(old), "the server does not accept the client certificate \"CN=press-1\" "
					+ issuedBy(authority) + validUntil(old.certificate()) + ": certificate_expired");
		}

		@Test
		void needsItsKey() {
			Identity other = authority.client("press-2");

			notConnected(mutualUri, trusting().certificate(this.client.certificateFile(), other.keyFile(), null),
					"the private key in " + other.keyFile() + " does not belong to the certificate \"CN=press-1\" "
							+ issuedBy(authority) + " in " + this.client.certificateFile());
		}

		@Test
		void mustComeBeforeThatOfItsIssuer() throws Exception {
			Identity client = intermediate.client("press-1");
			String[] chain = Files.readString(client.certificateFile()).split("(?<=-----END CERTIFICATE-----\\n)");
			Path file = Files.writeString(folder.resolve("disordered.pem"), chain[0] + chain[0] + chain[1]);

			notConnected(mutualUri, trusting().certificate(file, client.keyFile(), null),
					"each certificate in " + file + " must be followed by that of its issuer, \"CN=press-1\" "
							+ issuedBy(intermediate) + " was followed by \"CN=press-1\" " + issuedBy(intermediate));
		}

		@Test
		void ofAFileThatIsHalfWrittenIsNotShown() throws Exception {
			Identity client = intermediate.client("press-1");
			String whole = Files.readString(client.certificateFile());
			Path file = Files.writeString(folder.resolve("cut.pem"), whole.substring(0, whole.length() - 100));

			notConnected(mutualUri, trusting().certificate(file, client.keyFile(), null),
					"the file " + file + " must not end within a CERTIFICATE: is it still being written?");
		}

		@Test
		void withAnEncryptedKeyNeedsThePassword() {
			Path key = authority.keyFile(this.client, KeyFormat.ENCRYPTED_PKCS8);
			Path certificate = this.client.certificateFile();

			connected(mutualUri, trusting().certificate(certificate, key, TestCertificates.PASSWORD.toCharArray()));
			notConnected(mutualUri, trusting().certificate(certificate, key, null),
					"the private key in " + key + " is encrypted, and no password is set");
		}

		@Test
		void withAnEncryptedKeyNeedsTheRightPassword() {
			Path key = authority.keyFile(this.client, KeyFormat.ENCRYPTED_PKCS8);

			notConnected(mutualUri, trusting().certificate(this.client.certificateFile(), key, "wrong".toCharArray()),
					"the private key in " + key + " cannot be decrypted: wrong password?");
		}

		@Test
		void withAnEncryptedTraditionalKeyNeedsTheRightPassword() {
			Path key = authority.keyFile(this.client, KeyFormat.ENCRYPTED_TRADITIONAL);

			notConnected(mutualUri, trusting().certificate(this.client.certificateFile(), key, "wrong".toCharArray()),
					"the private key in " + key + " cannot be decrypted: wrong password?");
		}

		@Test
		void ofAFileThatIsNotThereIsNotShown() {
			Path missing = folder.resolve("missing.key");

			notConnected(mutualUri, trusting().certificate(this.client.certificateFile(), missing, null),
					"the file " + missing + " must exist and be readable");
		}

		@Test
		void ofAFileWithoutAKeyIsNotShown() {
			notConnected(mutualUri,
					trusting().certificate(this.client.certificateFile(), this.client.certificateFile(), null),
					"there is no private key in " + this.client.certificateFile());
		}

		@Test
		void mayComeFromPkcs12OrJks() {
			char[] password = TestCertificates.PASSWORD.toCharArray();

			connected(mutualUri, trusting().keyStore(this.client.keyStore(), password));
			connected(mutualUri, trusting().keyStore(authority.jks(this.client), password));
		}

		@Test
		void ofAKeyStoreWithoutAKeyIsNotShown() {
			notConnected(mutualUri,
					trusting().keyStore(authority.trustStore(), TestCertificates.PASSWORD.toCharArray()),
					"there is no private key in " + authority.trustStore());
		}

	}

	@Nested
	class WebSocket {

		@Test
		void isCheckedTheSame() {
			connected(webSocketUri, trusting());
		}

		@Test
		void toAServerWithAnExpiredCertificateIsRefused() {
			notConnected(expiredWebSocketUri, trusting(),
					"the server's certificate is not accepted: \"CN=localhost\" " + issuedBy(authority) + " expired on "
							+ time(expired.certificate().getNotAfter()) + "; the clock here says now");
		}

		@Test
		void toAServerOfAnotherNameIsRefused() {
			notConnected(webSocketUri, trusting().serverName("b.example"),
					"the server's certificate is not accepted: \"CN=localhost\" " + issuedBy(authority)
							+ " is for localhost, 127.0.0.1; connected to b.example");
		}

	}

	@Nested
	class Port {

		@Test
		void withoutTlsIsTold() {
			String plain = "mqtts://localhost:" + SharedBrokers.mosquitto().port();

			notConnected(plain, trusting(),
					"the server closed the connection during the TLS handshake: does it speak TLS on this port?");
		}

	}

}
