// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Writes keys and certificates to a directory. */
final class CertificateFiles {

	private static final char[] PASSWORD = TestCertificates.PASSWORD.toCharArray();

	private final Path directory;

	CertificateFiles(Path directory) {
		this.directory = directory;
	}

	Path writePem(String name, X509Certificate certificate) {
		return writePemObject(name, certificate);
	}

	Path writePem(String name, PrivateKey key) {
		try {
			return writePemObject(name, new JcaPKCS8Generator(key, null));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path writePemObject(String name, Object content) {
		Path file = this.directory.resolve(name);
		try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
			writer.writeObject(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return file;
	}

	Path writeTrustStore(String name, X509Certificate authority) {
		return writeStore(name, (store) -> store.setCertificateEntry("authority", authority));
	}

	Path writeKeyStore(String name, PrivateKey key, X509Certificate... chain) {
		return writeStore(name, (store) -> store.setKeyEntry("key", key, PASSWORD, chain));
	}

	private Path writeStore(String name, Content content) {
		Path file = this.directory.resolve(name);
		try (OutputStream out = Files.newOutputStream(file)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			content.putInto(store);
			store.store(out, PASSWORD);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		return file;
	}

	@FunctionalInterface
	private interface Content {

		void putInto(KeyStore store) throws GeneralSecurityException;

	}

}
