// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;

/** Reads key stores, and makes them of certificates and keys. */
final class KeyStores {

	private KeyStores() {
	}

	/** Reads a PKCS#12 or JKS file, whichever it is. */
	static KeyStore load(Path file, char[] password) throws IOException {
		PemFiles.requireReadable(file);
		try {
			return KeyStore.getInstance(file.toFile(), password);
		}
		catch (IOException | GeneralSecurityException ex) {
			boolean wrongPassword = Failures.find(UnrecoverableKeyException.class, ex) != null;
			throw new TlsException("the key store " + file + " cannot be read: "
					+ (wrongPassword ? "wrong password?" : "is it PKCS#12 or JKS? " + ex.getMessage()), ex);
		}
	}

	/** Reads one that must have a private key. */
	static KeyStore loadWithKey(Path file, char[] password) throws IOException, GeneralSecurityException {
		KeyStore store = load(file, password);
		for (String alias : Collections.list(store.aliases())) {
			if (store.isKeyEntry(alias)) {
				return store;
			}
		}
		throw new TlsException("there is no private key in " + file, null);
	}

	/** Makes one of a private key and its certificate chain. */
	static KeyStore of(PrivateKey key, char[] password, List<X509Certificate> chain)
			throws IOException, GeneralSecurityException {
		KeyStore store = empty();
		store.setKeyEntry("key", key, password, chain.toArray(new X509Certificate[0]));
		return store;
	}

	/** Makes one of authorities. */
	static KeyStore of(List<X509Certificate> authorities) throws IOException, GeneralSecurityException {
		KeyStore store = empty();
		for (X509Certificate authority : authorities) {
			store.setCertificateEntry("authority-" + store.size(), authority);
		}
		return store;
	}

	private static KeyStore empty() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

}
