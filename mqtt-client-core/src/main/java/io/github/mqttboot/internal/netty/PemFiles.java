// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and private keys. Keys are read by BouncyCastle, which knows PKCS#8,
 * PKCS#1 and SEC1, encrypted or not; certificates by the Java runtime.
 */
final class PemFiles {

	private PemFiles() {
	}

	static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
		try (InputStream in = Files.newInputStream(file)) {
			List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
				.generateCertificates(in)
				.stream()
				.map(X509Certificate.class::cast)
				.toList();
			if (certificates.isEmpty()) {
				throw new CertificateException("there is no certificate in " + file);
			}
			return certificates;
		}
		catch (CertificateException ex) {
			throw new CertificateException("certificates cannot be read from " + file + ": " + ex.getMessage(), ex);
		}
	}

	static PrivateKey privateKey(Path file, char @Nullable [] password) throws IOException, GeneralSecurityException {
		try (Reader reader = Files.newBufferedReader(file); PEMParser parser = new PEMParser(reader)) {
			Object object;
			while ((object = parser.readObject()) != null) {
				PrivateKeyInfo key = privateKey(object, file, password);
				if (key != null) {
					return new JcaPEMKeyConverter().getPrivateKey(key);
				}
			}
			throw new KeyException("there is no private key in " + file);
		}
	}

	private static @Nullable PrivateKeyInfo privateKey(Object object, Path file, char @Nullable [] password)
			throws IOException, KeyException {
		if (object instanceof PrivateKeyInfo key) {
			return key;
		}
		if (object instanceof PEMKeyPair pair) {
			return pair.getPrivateKeyInfo();
		}
		boolean encrypted = object instanceof PKCS8EncryptedPrivateKeyInfo || object instanceof PEMEncryptedKeyPair;
		if (!encrypted) {
			return null; // parameters of a curve, or a certificate
		}
		if (password == null) {
			throw new KeyException("the private key in " + file + " is encrypted, and no password is set");
		}
		return decrypt(object, file, password);
	}

	private static PrivateKeyInfo decrypt(Object object, Path file, char[] password) throws KeyException {
		try {
			if (object instanceof PEMEncryptedKeyPair pair) {
				return pair.decryptKeyPair(new BcPEMDecryptorProvider(password)).getPrivateKeyInfo();
			}
			return ((PKCS8EncryptedPrivateKeyInfo) object)
				.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder().build(password));
		}
		catch (IOException | PKCSException | OperatorCreationException ex) {
			throw new KeyException("the private key in " + file + " cannot be decrypted: wrong password?", ex);
		}
	}

}
