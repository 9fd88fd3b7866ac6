// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;

import io.github.mqttboot.testbrokers.TestCertificates.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class TestCertificatesTests {

	private static final int DNS_NAME = 2;

	private static final int IP_ADDRESS = 7;

	private final TestCertificates certificates;

	TestCertificatesTests(@TempDir Path directory) {
		this.certificates = TestCertificates.in(directory);
	}

	@Test
	void serverCertificateIsSignedByTheAuthorityForItsHosts() throws Exception {
		Identity server = this.certificates.server("broker.example", "127.0.0.1", "::1");

		X509Certificate certificate = read(server.certificateFile());
		certificate.verify(read(this.certificates.caFile()).getPublicKey());
		assertThatNoException().isThrownBy(certificate::checkValidity);
		assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(DNS_NAME, "broker.example"),
				List.of(IP_ADDRESS, "127.0.0.1"), List.of(IP_ADDRESS, "0:0:0:0:0:0:0:1"));
	}

	@Test
	void keyFileIsPemWithPkcs8() throws Exception {
		Identity client = this.certificates.client("press-1");

		assertThat(Files.readString(client.keyFile())).startsWith("-----BEGIN PRIVATE KEY-----");
	}

	@Test
	void keyStoreHasTheKeyAndTheChain() throws Exception {
		Identity client = this.certificates.client("press-1");

		char[] password = TestCertificates.PASSWORD.toCharArray();
		KeyStore store = KeyStore.getInstance(client.keyStore().toFile(), password);
		assertThat(store.getKey("key", password)).isNotNull();
		assertThat(store.getCertificateChain("key")).containsExactly(read(client.certificateFile()),
				read(this.certificates.caFile()));
	}

	@Test
	void expiredCertificatesAreExpired() throws Exception {
		X509Certificate server = read(this.certificates.expiredServer("localhost").certificateFile());
		X509Certificate client = read(this.certificates.expiredClient("press-1").certificateFile());

		assertThatExceptionOfType(CertificateExpiredException.class).isThrownBy(server::checkValidity);
		assertThatExceptionOfType(CertificateExpiredException.class).isThrownBy(client::checkValidity);
	}

	@Test
	void futureCertificatesAreNotYetValid() throws Exception {
		X509Certificate server = read(this.certificates.futureServer("localhost").certificateFile());

		assertThatExceptionOfType(CertificateNotYetValidException.class).isThrownBy(server::checkValidity);
	}

	private static X509Certificate read(Path file) throws Exception {
		try (InputStream in = Files.newInputStream(file)) {
			return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
		}
	}

}
