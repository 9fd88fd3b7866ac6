// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.TlsOptions.Revocation;

import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are trusted.
 *
 * @param manager checks certificates
 * @param name who they are, for a person to read
 */
record Authorities(TrustManager manager, String name) {

	private static final String RUNTIME = "the Java runtime";

	/** Reads them as the options say. */
	static Authorities of(TlsOptions options) throws IOException, GeneralSecurityException {
		Authorities given = given(options);
		Authorities authorities = (given != null) ? given : system();
		boolean both = given != null && options.trustSystem();
		if (!both && options.revocation() == Revocation.NONE) {
			return authorities;
		}
		List<X509Certificate> certificates = new ArrayList<>(authorities.certificates());
		if (both) {
			certificates.addAll(system().certificates());
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
		factory.init(new CertPathTrustManagerParameters(parameters(certificates, options)));
		return of(factory, both ? authorities.name + " and " + RUNTIME : authorities.name);
	}

	private static @Nullable Authorities given(TlsOptions options) throws IOException, GeneralSecurityException {
		Supplier<TrustManagerFactory> trustManagers = options.trustManagers();
		if (trustManagers != null) {
			return of(trustManagers.get(), "the trust manager");
		}
		Path caFile = options.caFile();
		if (caFile != null) {
			return of(KeyStores.of(PemFiles.certificates(caFile)), caFile.toString());
		}
		Path trustStore = options.trustStore();
		char[] password = options.trustStorePassword();
		if (trustStore == null || password == null) {
			return null;
		}
		Authorities authorities = of(KeyStores.load(trustStore, password), trustStore.toString());
		if (authorities.certificates().isEmpty()) {
			throw new TlsException("there is no trusted certificate in " + trustStore, null);
		}
		return authorities;
	}

	private static Authorities system() throws GeneralSecurityException {
		return of((KeyStore) null, RUNTIME);
	}

	private static Authorities of(@Nullable KeyStore store, String name) throws GeneralSecurityException {
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return of(factory, name);
	}

	private static Authorities of(TrustManagerFactory factory, String name) {
		TrustManager manager = Arrays.stream(factory.getTrustManagers())
			.filter(X509TrustManager.class::isInstance)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("a trust manager for X.509 certificates is needed"));
		return new Authorities(manager, name);
	}

	private List<X509Certificate> certificates() {
		return List.of(((X509TrustManager) this.manager).getAcceptedIssuers());
	}

	private static PKIXBuilderParameters parameters(List<X509Certificate> authorities, TlsOptions options)
			throws IOException, GeneralSecurityException {
		Set<TrustAnchor> anchors = authorities.stream()
			.map((certificate) -> new TrustAnchor(certificate, null))
			.collect(Collectors.toSet());
		PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
		parameters.setRevocationEnabled(options.revocation() != Revocation.NONE);
		if (options.revocation() != Revocation.NONE) {
			Path crlFile = options.crlFile();
			parameters.addCertPathChecker(revocation(options.revocation(), crlFile != null));
			if (crlFile != null) {
				parameters.addCertStore(CertStore.getInstance("Collection",
						new CollectionCertStoreParameters(PemFiles.revocationLists(crlFile))));
			}
		}
		return parameters;
	}

	private static PKIXRevocationChecker revocation(Revocation revocation, boolean listsOnly)
			throws GeneralSecurityException {
		PKIXRevocationChecker checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX")
			.getRevocationChecker();
		Set<PKIXRevocationChecker.Option> options = EnumSet.noneOf(PKIXRevocationChecker.Option.class);
		if (revocation == Revocation.SOFT) {
			options.add(PKIXRevocationChecker.Option.SOFT_FAIL);
		}
		if (listsOnly) {
			options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
			options.add(PKIXRevocationChecker.Option.NO_FALLBACK);
		}
		checker.setOptions(options);
		return checker;
	}

}
