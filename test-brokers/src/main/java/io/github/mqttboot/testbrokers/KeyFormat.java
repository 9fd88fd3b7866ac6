// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObjectGenerator;

/** How a private key may stand in a PEM file. */
public enum KeyFormat {

	/** {@code PRIVATE KEY}. */
	PKCS8,

	/**
	 * {@code ENCRYPTED PRIVATE KEY}, with {@link TestCertificates#PASSWORD}.
	 */
	ENCRYPTED_PKCS8,

	/**
	 * {@code RSA PRIVATE KEY} (PKCS#1) or {@code EC PRIVATE KEY} (SEC1); other keys have
	 * no such format.
	 */
	TRADITIONAL,

	/** The same as OpenSSL encrypts it, with {@link TestCertificates#PASSWORD}. */
	ENCRYPTED_TRADITIONAL;

	PemObjectGenerator generator(PrivateKey key) throws IOException {
		char[] password = TestCertificates.PASSWORD.toCharArray();
		return switch (this) {
			case PKCS8 -> new JcaPKCS8Generator(key, null);
			case ENCRYPTED_PKCS8 -> encryptedPkcs8(key, password);
			case TRADITIONAL -> new JcaMiscPEMGenerator(whole(key));
			case ENCRYPTED_TRADITIONAL -> new JcaMiscPEMGenerator(whole(key),
					new JcePEMEncryptorBuilder("AES-256-CBC").setProvider(new BouncyCastleProvider()).build(password));
		};
	}

	/** With the parameters of its curve, as OpenSSL writes it. */
	private static PrivateKey whole(PrivateKey key) {
		try {
			return KeyFactory.getInstance(key.getAlgorithm(), new BouncyCastleProvider())
				.generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PemObjectGenerator encryptedPkcs8(PrivateKey key, char[] password) throws IOException {
		try {
			return new JcaPKCS8Generator(key,
					new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
						.setProvider(new BouncyCastleProvider())
						.setPassword(password)
						.build());
		}
		catch (OperatorCreationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
