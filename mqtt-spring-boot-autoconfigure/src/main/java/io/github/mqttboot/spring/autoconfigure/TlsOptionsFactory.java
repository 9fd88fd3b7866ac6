// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import io.github.mqttboot.spring.autoconfigure.MqttProperties.Reload;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Verify;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.TlsOptions.Revocation;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/** Makes TLS options of {@code mqtt.secure}. */
final class TlsOptionsFactory {

	private final PropertyRules rules;

	TlsOptionsFactory(PropertyRules rules) {
		this.rules = rules;
	}

	/** Secured by a bundle alone, which is asked for at each connection. */
	static TlsOptions create(Supplier<SslBundle> bundle) {
		return builder(bundle).build();
	}

	/**
	 * Secured as the properties say; the bundle is the one they name, and asked for at
	 * each connection.
	 */
	TlsOptions create(Secure secure, @Nullable Supplier<SslBundle> bundle) {
		checkBundle(secure);
		TlsOptions.Builder options = (bundle != null) ? builder(bundle) : TlsOptions.builder();
		options.verify(secure.verify() == Verify.PEER)
			.trustSystem(secure.trustSystem())
			.serverName(secure.serverName())
			.applicationProtocols(secure.alpn());
		if (secure.cafile() != null) {
			options.caFile(readable("secure.cafile", secure.cafile()));
		}
		applyRevocation(secure, options);
		applyCertificate(secure, options);
		List<String> protocols = secure.protocol()
			.stream()
			.map((name) -> this.rules.map("secure.protocol", name, TlsOptionsFactory::protocol))
			.filter((name) -> !name.isEmpty())
			.toList();
		if (!protocols.isEmpty()) {
			options.protocols(protocols);
		}
		if (!secure.ciphers().isEmpty()) {
			options.cipherSuites(secure.ciphers());
		}
		return options.build();
	}

	private void applyRevocation(Secure secure, TlsOptions.Builder options) {
		if (secure.revocation() != Revocation.NONE && secure.verify() == Verify.NONE) {
			throw this.rules.broken("secure.revocation", secure.revocation(), "needs verify: peer");
		}
		if (secure.crlfile() != null) {
			if (secure.revocation() == Revocation.NONE) {
				throw this.rules.broken("secure.crlfile", secure.crlfile(), "needs revocation: soft or hard");
			}
			options.crlFile(readable("secure.crlfile", secure.crlfile()));
		}
		options.revocation(secure.revocation());
	}

	private void checkBundle(Secure secure) {
		if (secure.bundle() == null && secure.reload() == Reload.RECONNECT) {
			throw this.rules.broken("secure.reload", "reconnect",
					"needs a bundle: files are not watched, but read at each connect");
		}
		if (secure.bundle() != null
				&& (secure.cafile() != null || secure.certificate() != null || secure.key() != null)) {
			throw this.rules.broken("secure.bundle", secure.bundle(),
					"a bundle must not be mixed with cafile, certificate and key: it has its own");
		}
	}

	private void applyCertificate(Secure secure, TlsOptions.Builder options) {
		Path certificate = secure.certificate();
		Path key = secure.key();
		if (certificate == null && key == null) {
			return;
		}
		if (key == null) {
			throw this.rules.broken("secure.key", null, "a certificate needs its private key");
		}
		if (certificate == null) {
			throw this.rules.broken("secure.certificate", null, "a private key needs its certificate");
		}
		char[] password = (secure.password() != null) ? secure.password().toCharArray() : null;
		options.certificate(readable("secure.certificate", certificate), readable("secure.key", key), password);
	}

	private Path readable(String key, Path file) {
		if (!Files.isReadable(file)) {
			throw this.rules.broken(key, file, "the file must exist and be readable");
		}
		return file;
	}

	/** Takes the names of Java and those of luasec. */
	private static String protocol(String name) {
		return switch (name.toLowerCase(Locale.ROOT).replace('_', '.')) {
			case "any" -> "";
			case "tlsv1.3" -> "TLSv1.3";
			case "tlsv1.2" -> "TLSv1.2";
			case "tlsv1.1" -> "TLSv1.1";
			case "tlsv1" -> "TLSv1";
			default -> throw new IllegalArgumentException(
					"protocol must be TLSv1.3 or TLSv1.2 (or any of TLSv1.1, TLSv1, any), was \"" + name + "\"");
		};
	}

	private static TlsOptions.Builder builder(Supplier<SslBundle> bundle) {
		TlsOptions.Builder options = TlsOptions.builder()
			.trustManagers(() -> bundle.get().getManagers().getTrustManagerFactory())
			.keyManagers(() -> bundle.get().getManagers().getKeyManagerFactory());
		SslOptions sslOptions = bundle.get().getOptions();
		if (sslOptions.getEnabledProtocols() != null) {
			options.protocols(Arrays.asList(sslOptions.getEnabledProtocols()));
		}
		if (sslOptions.getCiphers() != null) {
			options.cipherSuites(Arrays.asList(sslOptions.getCiphers()));
		}
		return options;
	}

}
