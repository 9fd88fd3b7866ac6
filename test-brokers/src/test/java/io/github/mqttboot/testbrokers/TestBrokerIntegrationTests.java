// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.github.mqttboot.testbrokers.TestCertificates.Identity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.mqttboot.testbrokers.RawConnection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What each broker promises, by hand-spelled packets. */
@ParameterizedClass
@EnumSource
class TestBrokerIntegrationTests {

	private static final String CONNECT = """
			10 0D                      # CONNECT, 13 bytes follow
			00 04 4D 51 54 54 04       # MQTT 3.1.1
			02 00 3C                   # clean session, keep alive 60
			00 01 61                   # client identifier "a"
			""";

	private static final String CONNECT_IN_MQTT_5 = """
			10 0E
			00 04 4D 51 54 54 05       # MQTT 5.0
			02 00 3C 00                # clean start, keep alive 60, no properties
			00 01 61
			""";

	private static final String CONNECT_AS_PRESS = """
			10 1C 00 04 4D 51 54 54 04
			C2 00 3C 00 01 61          # with user name and password
			00 05 70 72 65 73 73       # "press"
			00 06 73 65 63 72 65 74    # "secret"
			""";

	private static final String CONNECT_WITH_WRONG_PASSWORD = """
			10 1A 00 04 4D 51 54 54 04
			C2 00 3C 00 01 61
			00 05 70 72 65 73 73       # "press"
			00 04 6E 6F 70 65          # "nope"
			""";

	private static final String CONNECT_TO_KEEP_SESSION = """
			10 0D 00 04 4D 51 54 54 04
			00 00 3C 00 01 6B          # not clean, client identifier "k"
			""";

	private static final byte[] ACCEPTED = hex("20 02 00 00");

	private static final byte[] ACCEPTED_WITH_SESSION = hex("20 02 01 00");

	private static final byte[] BAD_USER_NAME_OR_PASSWORD = hex("20 02 00 04");

	private static final byte[] NOT_AUTHORIZED = hex("20 02 00 05");

	@Parameter
	@SuppressWarnings("NullAway.Init")
	private BrokerKind kind;

	@Test
	void answersInBothVersionsOnceStarted() throws IOException {
		TestBroker broker = this.kind.shared();

		assertThat(answer(broker, CONNECT)).isEqualTo(ACCEPTED);
		try (RawConnection connection = RawConnection.to(broker.host(), broker.port())) {
			connection.send(CONNECT_IN_MQTT_5);
			byte[] start = connection.receive(4);
			assertThat(start[0]).isEqualTo((byte) 0x20);
			assertThat(start[3]).as("reason code").isZero();
		}
	}

	@Test
	void comesBackOnTheSamePortWithTheSessionsItHad() throws IOException {
		try (TestBroker broker = this.kind.create(BrokerOptions.open())) {
			broker.start();
			assertThat(answer(broker, CONNECT_TO_KEEP_SESSION)).isEqualTo(ACCEPTED);

			broker.stop();
			assertThat(isListening(broker)).isFalse();
			broker.start();

			assertThat(answer(broker, CONNECT_TO_KEEP_SESSION)).isEqualTo(ACCEPTED_WITH_SESSION);
		}
	}

	@Test
	void breaksConnectionsWhenKilled() throws IOException {
		try (TestBroker broker = this.kind.create(BrokerOptions.open())) {
			broker.start();
			try (RawConnection connection = RawConnection.to(broker.host(), broker.port())) {
				connection.send(CONNECT);
				connection.receive(4);

				broker.kill();

				assertThat(connection.isBroken()).isTrue();
			}
			broker.start();
			assertThat(answer(broker, CONNECT)).isEqualTo(ACCEPTED);
		}
	}

	@Test
	void letsInKnownUsersOnly() throws IOException {
		BrokerOptions options = BrokerOptions.open().withoutAnonymous().withUser("press", "secret");
		try (TestBroker broker = this.kind.create(options)) {
			broker.start();

			assertThat(answer(broker, CONNECT_AS_PRESS)).isEqualTo(ACCEPTED);
			assertThat(answer(broker, CONNECT_WITH_WRONG_PASSWORD)).isIn(BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED);
			assertThat(answer(broker, CONNECT)).isIn(BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED);
		}
	}

	@Test
	void speaksTlsWithACertificateForLocalhost() throws Exception {
		TestBroker broker = this.kind.shared();
		SSLContext trusting = tls(SharedBrokers.certificates(), null);

		try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(broker.host(), broker.tlsPort())) {
			RawConnection connection = new RawConnection(socket);
			connection.send(CONNECT);

			assertThat(connection.receive(4)).isEqualTo(ACCEPTED);
			X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
			assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "localhost"));
		}
	}

	@Test
	void asksForACertificateOnItsThirdPort() throws Exception {
		TestBroker broker = this.kind.shared();
		TestCertificates authority = SharedBrokers.certificates();
		SSLContext known = tls(authority, authority.client("press-1"));
		SSLContext nobody = tls(authority, null);

		assertThat(answerOverMutualTls(broker, known)).isEqualTo(ACCEPTED);
		assertThatIOException().isThrownBy(() -> answerOverMutualTls(broker, nobody));
	}

	@Test
	void hasNoTlsWithoutCertificates() {
		try (TestBroker broker = this.kind.create(BrokerOptions.open())) {
			assertThatIllegalStateException().isThrownBy(broker::tlsPort);
			assertThatIllegalStateException().isThrownBy(broker::mutualTlsUri);
		}
	}

	private static byte[] answer(TestBroker broker, String connect) throws IOException {
		try (RawConnection connection = RawConnection.to(broker.host(), broker.port())) {
			connection.send(connect);
			return connection.receive(4);
		}
	}

	private static byte[] answerOverMutualTls(TestBroker broker, SSLContext tls) throws IOException {
		Socket socket = tls.getSocketFactory().createSocket(broker.host(), broker.mutualTlsPort());
		try (RawConnection connection = new RawConnection(socket)) {
			connection.send(CONNECT);
			byte[] answer = connection.receive(4);
			if (answer.length < 4) {
				throw new EOFException("closed without an answer");
			}
			return answer;
		}
	}

	private static boolean isListening(TestBroker broker) {
		try (Socket socket = new Socket(broker.host(), broker.port())) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static SSLContext tls(TestCertificates authority, @Nullable Identity identity) throws Exception {
		TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trustManagers.init(keyStore(authority.trustStore()));
		KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		KeyStore own = (identity != null) ? keyStore(identity.keyStore()) : null;
		keyManagers.init(own, TestCertificates.PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
		return context;
	}

	private static KeyStore keyStore(Path file) throws Exception {
		return KeyStore.getInstance(file.toFile(), TestCertificates.PASSWORD.toCharArray());
	}

}
