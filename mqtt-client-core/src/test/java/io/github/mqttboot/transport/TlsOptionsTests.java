// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.transport.TlsOptions.Revocation;

import org.junit.jupiter.api.Test;

class TlsOptionsTests {

	private final TlsOptions.Builder builder = TlsOptions.builder()
		.certificate(Path.of("client.pem"), Path.of("client.key"), "s3cret".toCharArray());

	@Test
	void verifyTheServerUnlessToldOtherwise() {
		assertThat(TlsOptions.DEFAULT.verify()).isTrue();
		assertThat(TlsOptions.builder().verify(false).build().verify()).isFalse();
	}

	@Test
	void showNoPassword() {
		assertThat(this.builder.build().toString()).contains("client.key").doesNotContain("s3cret");
	}

	@Test
	void keepTheirOwnCopyOfThePassword() {
		char[] password = "s3cret".toCharArray();
		TlsOptions options = TlsOptions.builder()
			.certificate(Path.of("client.pem"), Path.of("client.key"), password)
			.build();

		password[0] = 'x';
		char[] handedOut = options.keyPassword();
		assertThat(handedOut).isNotNull().isEqualTo("s3cret".toCharArray());
		handedOut[0] = 'x';

		assertThat(options.keyPassword()).isEqualTo("s3cret".toCharArray());
	}

	@Test
	void showNoPasswordOfAKeyStore() {
		TlsOptions options = TlsOptions.builder()
			.trustStore(Path.of("ca.p12"), "s3cret".toCharArray())
			.keyStore(Path.of("client.p12"), "s3cret".toCharArray())
			.build();

		assertThat(options.toString()).contains("ca.p12", "client.p12").doesNotContain("s3cret");
	}

	@Test
	void doNotTakeTheSameTwice() {
		assertThatIllegalArgumentException().isThrownBy(
				() -> TlsOptions.builder().caFile(Path.of("ca.pem")).trustStore(Path.of("ca.p12"), new char[0]).build())
			.withMessage("only one of trustManagers, caFile and trustStore may be set");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.builder.keyStore(Path.of("client.p12"), new char[0]).build())
			.withMessage("only one of keyManagers, certificate and keyStore may be set");
	}

	@Test
	void doNotTakeChecksThatNobodyMakes() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().crlFile(Path.of("revoked.pem")).build())
			.withMessage("crlFile needs revocation SOFT or HARD, was NONE");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().verify(false).revocation(Revocation.HARD).build())
			.withMessage("revocation needs verify, was HARD");
	}

	@Test
	void keepTheirOwnCopyOfLists() {
		List<String> protocols = new ArrayList<>(List.of("TLSv1.3"));
		TlsOptions options = TlsOptions.builder().protocols(protocols).cipherSuites(protocols).build();

		protocols.clear();

		assertThat(options.protocols()).containsExactly("TLSv1.3");
		assertThat(options.cipherSuites()).containsExactly("TLSv1.3");
	}

}
