// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import io.github.mqttboot.transport.TlsOptions;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/** Makes Netty's TLS context from the options; files are read anew each time. */
final class TlsContexts {

	private TlsContexts() {
	}

	static SslContext create(TlsOptions options) throws GeneralSecurityException, IOException {
		SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
		trust(builder, options);
		identify(builder, options);
		if (!options.protocols().isEmpty()) {
			builder.protocols(options.protocols());
		}
		if (!options.cipherSuites().isEmpty()) {
			builder.ciphers(options.cipherSuites());
		}
		return builder.build();
	}

	private static void trust(SslContextBuilder builder, TlsOptions options)
			throws GeneralSecurityException, IOException {
		Path caFile = options.caFile();
		if (!options.verify()) {
			builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
			return;
		}
		builder.endpointIdentificationAlgorithm("HTTPS");
		if (options.trustManagers() != null) {
			builder.trustManager(options.trustManagers());
		}
		else if (caFile != null) {
			builder.trustManager(PemFiles.certificates(caFile).toArray(new X509Certificate[0]));
		}
	}

	private static void identify(SslContextBuilder builder, TlsOptions options)
			throws GeneralSecurityException, IOException {
		Path certificateFile = options.certificateFile();
		Path keyFile = options.keyFile();
		if (options.keyManagers() != null) {
			builder.keyManager(options.keyManagers());
		}
		else if (certificateFile != null && keyFile != null) {
			PrivateKey key = PemFiles.privateKey(keyFile, options.keyPassword());
			builder.keyManager(key, PemFiles.certificates(certificateFile).toArray(new X509Certificate[0]));
		}
	}

}
