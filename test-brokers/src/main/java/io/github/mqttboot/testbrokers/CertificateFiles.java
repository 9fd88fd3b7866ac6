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

/** Writes keys and certificates to a directory. */
final class CertificateFiles {

	private static final char[] PASSWORD = TestCertificates.PASSWORD.toCharArray();

	private final Path directory;

	CertificateFiles(Path directory) {
		this.directory = directory;
	}

	Path writePem(String name, Object... certificates) {
		Path file = this.directory.resolve(name);
		try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
			for (Object each : certificates) {
				writer.writeObject(each);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return file;
	}

	Path writePem(String name, PrivateKey key, KeyFormat format) {
		try {
			return writePem(name, format.generator(key));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path writeTrustStore(String name, String type, X509Certificate authority) {
		return writeStore(name, type, (store) -> store.setCertificateEntry("authority", authority));
	}

	Path writeKeyStore(String name, String type, PrivateKey key, X509Certificate... chain) {
		return writeStore(name, type, (store) -> store.setKeyEntry("key", key, PASSWORD, chain));
	}

	private Path writeStore(String name, String type, Content content) {
		Path file = this.directory.resolve(name);
		try (OutputStream out = Files.newOutputStream(file)) {
			KeyStore store = KeyStore.getInstance(type);
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
