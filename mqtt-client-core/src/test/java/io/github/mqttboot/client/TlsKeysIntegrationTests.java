// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.testbrokers.KeyFormat;
import io.github.mqttboot.testbrokers.KeyKind;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TestCertificates;
import io.github.mqttboot.testbrokers.TestCertificates.Identity;
import io.github.mqttboot.transport.TlsOptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys of every kind, in every format, with both versions of TLS. */
class TlsKeysIntegrationTests {

	private final TestCertificates authority = SharedBrokers.certificates();

	@AutoClose
	private final TestClients clients = new TestClients(SharedBrokers.mosquitto(), MqttVersion.V5);

	static Stream<Arguments> keys() {
		return Arrays.stream(KeyKind.values())
			.flatMap((kind) -> formats(kind).flatMap((format) -> Stream.of("TLSv1.3", "TLSv1.2")
				.map((protocol) -> Arguments.of(kind, format, protocol))));
	}

	private static Stream<KeyFormat> formats(KeyKind kind) {
		return (kind == KeyKind.ED25519) ? Stream.of(KeyFormat.PKCS8, KeyFormat.ENCRYPTED_PKCS8)
				: Arrays.stream(KeyFormat.values());
	}

	@ParameterizedTest
	@MethodSource("keys")
	void ofEachKindAndFormatAreShown(KeyKind kind, KeyFormat format, String protocol) {
		Identity identity = this.authority.client("press-1", kind);
		Path key = this.authority.keyFile(identity, format);
		TlsOptions tls = TlsOptions.builder()
			.caFile(this.authority.caFile())
			.certificate(identity.certificateFile(), key, TestCertificates.PASSWORD.toCharArray())
			.protocols(List.of(protocol))
			.build();

		MqttClient client = this.clients.connect(
				this.clients.options(this.clients.broker().mutualTlsUri()).tls(tls).reconnect(ReconnectPolicy.never()));

		assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

}
