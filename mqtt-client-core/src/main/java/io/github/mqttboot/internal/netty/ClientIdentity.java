// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

import io.github.mqttboot.transport.TlsOptions;

import org.jspecify.annotations.Nullable;

/**
 * What the client shows of itself to one server. Remembers whether the server has asked
 * for it and what it was shown, to say what was wrong if the server does not accept it.
 */
final class ClientIdentity extends X509ExtendedKeyManager {

	/** Null if there is nothing to show. */
	private final @Nullable X509KeyManager delegate;

	/** Written by the thread of the handshake, read by the loop after it. */
	private volatile boolean wanted;

	/** Whose certificates the server takes; empty for anybody's. Written as above. */
	private volatile Principal[] authorities = {};

	/** What was shown, or could not be. Written as above. */
	private volatile @Nullable X509Certificate certificate;

	/** Written as above. */
	private volatile boolean shown;

	private ClientIdentity(@Nullable X509KeyManager delegate) {
		this.delegate = delegate;
	}

	/** Reads it as the options say. */
	static ClientIdentity of(TlsOptions options) throws IOException, GeneralSecurityException {
		Supplier<KeyManagerFactory> keyManagers = options.keyManagers();
		if (keyManagers != null) {
			return of(keyManagers.get());
		}
		Path keyStore = options.keyStore();
		char[] password = options.keyStorePassword();
		if (keyStore != null && password != null) {
			return of(KeyStores.loadWithKey(keyStore, password), password);
		}
		Path certificateFile = options.certificateFile();
		Path keyFile = options.keyFile();
		if (certificateFile != null && keyFile != null) {
			PrivateKey key = PemFiles.privateKey(keyFile, options.keyPassword());
			List<X509Certificate> chain = PemFiles.certificates(certificateFile);
			requireMatch(key, keyFile, chain.get(0), certificateFile);
			requireOrder(chain, certificateFile);
			return of(KeyStores.of(key, new char[0], chain), new char[0]);
		}
		return new ClientIdentity(null);
	}

	private static ClientIdentity of(KeyStore store, char[] password) throws GeneralSecurityException {
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, password);
		return of(factory);
	}

	private static ClientIdentity of(KeyManagerFactory factory) {
		return new ClientIdentity(Arrays.stream(factory.getKeyManagers())
			.filter(X509KeyManager.class::isInstance)
			.map(X509KeyManager.class::cast)
			.findFirst()
			.orElse(null));
	}

	/** A server would say no more than that something is wrong. */
	private static void requireMatch(PrivateKey key, Path keyFile, X509Certificate certificate, Path certificateFile)
			throws IOException, GeneralSecurityException {
		if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm()) || !signs(key, certificate)) {
			throw new TlsException("the private key in " + keyFile + " does not belong to the certificate "
					+ CertificateText.describe(certificate) + " in " + certificateFile, null);
		}
	}

	private static boolean signs(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
		String algorithm = switch (key.getAlgorithm()) {
			case "RSA" -> "SHA256withRSA";
			case "EC" -> "SHA256withECDSA";
			case "EdDSA" -> "EdDSA";
			default -> null;
		};
		if (algorithm == null) {
			return true; // a server will tell
		}
		byte[] anything = { 1 };
		Signature signature = Signature.getInstance(algorithm);
		signature.initSign(key);
		signature.update(anything);
		byte[] signed = signature.sign();
		signature.initVerify(certificate.getPublicKey());
		signature.update(anything);
		try {
			return signature.verify(signed);
		}
		catch (SignatureException ex) {
			return false;
		}
	}

	/** Java would not name the file. */
	private static void requireOrder(List<X509Certificate> chain, Path file) throws TlsException {
		for (int i = 1; i < chain.size(); i++) {
			X509Certificate certificate = chain.get(i - 1);
			X509Certificate next = chain.get(i);
			if (!certificate.getIssuerX500Principal().equals(next.getSubjectX500Principal())) {
				throw new TlsException("each certificate in " + file + " must be followed by that of its issuer, "
						+ CertificateText.describe(certificate) + " was followed by " + CertificateText.describe(next),
						null);
			}
		}
	}

	/** Whether the server asked for a certificate and was shown none. */
	boolean missed() {
		return this.wanted && !this.shown;
	}

	/**
	 * What may be wrong with it.
	 * @return null if the server has not asked for a certificate
	 */
	@Nullable String problem(String alert) {
		X509Certificate certificate = this.certificate;
		if (!this.wanted) {
			return null;
		}
		if (this.delegate == null) {
			return "the server wants a client certificate, and none is configured";
		}
		if (this.shown && certificate != null) {
			return "the server does not accept the client certificate " + CertificateText.describe(certificate)
					+ ", valid until " + CertificateText.time(certificate.getNotAfter()) + ": " + alert;
		}
		String wanted = (this.authorities.length == 0) ? "the server wants a client certificate of another kind"
				: "the server wants a client certificate issued by " + CertificateText.names(this.authorities);
		return wanted
				+ ((certificate != null) ? "; ours is " + CertificateText.describe(certificate) : "; there is none");
	}

	@Override
	public @Nullable String chooseEngineClientAlias(String @Nullable [] keyTypes, Principal @Nullable [] issuers,
			@Nullable SSLEngine engine) {
		this.wanted = true;
		this.authorities = (issuers != null) ? issuers : new Principal[0];
		X509KeyManager delegate = this.delegate;
		if (delegate == null || keyTypes == null) {
			return null;
		}
		String alias = (delegate instanceof X509ExtendedKeyManager extended)
				? extended.chooseEngineClientAlias(keyTypes, issuers, engine)
				: delegate.chooseClientAlias(keyTypes, issuers, null);
		if (alias != null) {
			this.shown = true;
			this.certificate = first(delegate.getCertificateChain(alias));
		}
		else if (this.certificate == null) {
			this.certificate = any(delegate, keyTypes);
		}
		return alias;
	}

	private static @Nullable X509Certificate any(X509KeyManager delegate, String[] keyTypes) {
		for (String keyType : keyTypes) {
			String[] aliases = delegate.getClientAliases(keyType, null);
			if (aliases != null && aliases.length > 0) {
				return first(delegate.getCertificateChain(aliases[0]));
			}
		}
		return null;
	}

	private static @Nullable X509Certificate first(X509Certificate @Nullable [] chain) {
		return (chain != null && chain.length > 0) ? chain[0] : null;
	}

	@Override
	public X509Certificate @Nullable [] getCertificateChain(String alias) {
		return (this.delegate != null) ? this.delegate.getCertificateChain(alias) : null;
	}

	@Override
	public @Nullable PrivateKey getPrivateKey(String alias) {
		return (this.delegate != null) ? this.delegate.getPrivateKey(alias) : null;
	}

	@Override
	public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return (this.delegate != null) ? this.delegate.getClientAliases(keyType, issuers) : null;
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers,
			@Nullable Socket socket) {
		return null; // there are no sockets
	}

	@Override
	public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return null;
	}

	@Override
	public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
		return null;
	}

}
