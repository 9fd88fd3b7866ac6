// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.file.Path;
import java.security.KeyStore;
import java.time.temporal.ChronoUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TestBroker;
import io.github.mqttboot.testbrokers.TestCertificates;
import io.github.mqttboot.testbrokers.TestCertificates.Identity;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TlsOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class TlsIntegrationTests {

	private final TestCertificates authority = SharedBrokers.certificates();

	@AutoClose
	private final TestClients clients;

	private final TestBroker broker;

	private final Setup setup;

	TlsIntegrationTests(Setup setup) {
		this.setup = setup;
		this.clients = TestClients.of(setup);
		this.broker = this.clients.broker();
	}

	@Test
	void serverWithACertificateOfATrustedAuthorityIsConnectedTo() {
		MqttClient client = connect(this.broker.tlsUri(), trusting(this.authority).build());

		assertThatMessagesPass(client);
	}

	@Test
	void authoritiesMayComeFromAKeyStore() throws Exception {
		TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trustManagers.init(keyStore(this.authority.trustStore()));

		MqttClient client = connect(this.broker.tlsUri(), TlsOptions.builder().trustManagers(trustManagers).build());

		assertThatMessagesPass(client);
	}

	@Test
	void serverOfAnotherAuthorityIsNotTrusted(@TempDir Path directory) {
		MqttException failure = failToConnect(this.broker.tlsUri(), trusting(TestCertificates.in(directory)).build());

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining(this.broker.tlsUri())
			.hasMessageContaining("certificat");
	}

	@Test
	void serverOfAPrivateAuthorityIsNotTrustedByDefault() {
		MqttException failure = failToConnect(this.broker.tlsUri(), TlsOptions.DEFAULT);

		assertThat(failure).isInstanceOf(MqttConnectionException.class).hasMessageContaining("certificat");
	}

	@Test
	void serverWithACertificateForAnotherHostIsNotTrusted() {
		MqttException failure = failToConnect("mqtts://127.0.0.1:" + this.broker.tlsPort(),
				trusting(this.authority).build());

		assertThat(failure).isInstanceOf(MqttConnectionException.class).hasMessageContaining("127.0.0.1");
		assertThat(failure).rootCause().hasMessageContaining("subject alternative names");
	}

	@Test
	void nothingIsCheckedIfThatWasWrittenOut() {
		MqttClient client = connect("mqtts://127.0.0.1:" + this.broker.tlsPort(),
				TlsOptions.builder().verify(false).build());

		assertThatMessagesPass(client);
	}

	@Test
	void clientShowsItsCertificateFromPemFiles() {
		Identity identity = this.authority.client("press-1");
		TlsOptions tls = trusting(this.authority).certificate(identity.certificateFile(), identity.keyFile(), null)
			.build();

		assertThatMessagesPass(connect(this.broker.mutualTlsUri(), tls));
	}

	@Test
	void clientShowsItsCertificateFromAKeyStore() throws Exception {
		Identity identity = this.authority.client("press-1");
		KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keyManagers.init(keyStore(identity.keyStore()), TestCertificates.PASSWORD.toCharArray());

		assertThatMessagesPass(
				connect(this.broker.mutualTlsUri(), trusting(this.authority).keyManagers(keyManagers).build()));
	}

	@Test
	void serverThatAsksForACertificateRefusesAClientWithoutOne() {
		MqttException failure = failToConnect(this.broker.mutualTlsUri(), trusting(this.authority).build());

		assertThat(failure).isInstanceOf(MqttConnectionException.class).hasMessageContaining("certificate");
	}

	@Test
	void serverThatAsksForACertificateRefusesOneOfAnUnknownAuthority(@TempDir Path directory) {
		TestCertificates strangers = TestCertificates.in(directory);
		Identity stranger = strangers.client("press-1");
		TlsOptions tls = trusting(this.authority).certificate(stranger.certificateFile(), stranger.keyFile(), null)
			.build();

		MqttException failure = failToConnect(this.broker.mutualTlsUri(), tls);

		String refused = "the server does not accept the client certificate \"CN=press-1\" (issued by \""
				+ strangers.name() + "\"), valid until " + time(stranger) + ": unknown_ca";
		String notShown = "the server wants a client certificate issued by \"" + this.authority.name()
				+ "\"; ours is \"CN=press-1\" (issued by \"" + strangers.name() + "\")";
		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageEndingWith((this.setup.broker() == BrokerKind.HIVEMQ) ? notShown : refused);
	}

	private static String time(Identity identity) {
		return identity.certificate().getNotAfter().toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
	}

	@Test
	void plainClientFailsAtATlsPort() {
		MqttException failure = failToConnect("mqtt://localhost:" + this.broker.tlsPort(), null);

		assertThat(failure).isInstanceOf(MqttConnectionException.class);
	}

	private static TlsOptions.Builder trusting(TestCertificates authority) {
		return TlsOptions.builder().caFile(authority.caFile());
	}

	private static KeyStore keyStore(Path file) throws Exception {
		return KeyStore.getInstance(file.toFile(), TestCertificates.PASSWORD.toCharArray());
	}

	private MqttClient connect(String uri, TlsOptions tls) {
		return this.clients.connect(this.clients.options(uri).tls(tls));
	}

	private MqttException failToConnect(String uri, @Nullable TlsOptions tls) {
		MqttClient client = this.clients.create(this.clients.options(uri).tls(tls).reconnect(ReconnectPolicy.never()));
		return catchThrowableOfType(MqttException.class, client.blocking()::connect);
	}

	private void assertThatMessagesPass(MqttClient client) {
		String topic = this.clients.topic("secret");
		ReceivedMessages received = ReceivedMessages.of(client, topic, QoS.AT_LEAST_ONCE);
		MqttMessage message = MqttMessage.builder(topic).payload("unseen").qos(QoS.AT_LEAST_ONCE).build();

		client.blocking().publish(message);

		assertThat(received.nextAsPublished()).isEqualTo(message);
		assertThat(client.status().server()).extracting(Endpoint::secure).isEqualTo(true);
	}

}
