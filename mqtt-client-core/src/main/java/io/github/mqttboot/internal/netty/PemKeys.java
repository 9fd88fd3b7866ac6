// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.PrivateKey;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
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
 * Reads the private keys that the Java runtime cannot: PKCS#1, SEC1 and encrypted ones.
 * The only class that knows Bouncy Castle, which is optional.
 */
final class PemKeys {

	private PemKeys() {
	}

	static PrivateKey read(String pem, Path file, char @Nullable [] password) throws IOException {
		try (PEMParser parser = new PEMParser(new StringReader(pem))) {
			Object object = parser.readObject();
			return new JcaPEMKeyConverter().getPrivateKey(
					(object instanceof PEMKeyPair pair) ? pair.getPrivateKeyInfo() : decrypt(object, file, password));
		}
		catch (TlsException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new TlsException("the private key in " + file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	private static PrivateKeyInfo decrypt(Object object, Path file, char @Nullable [] password) throws IOException {
		if (password == null) {
			throw new TlsException("the private key in " + file + " is encrypted, and no password is set", null);
		}
		try {
			if (object instanceof PEMEncryptedKeyPair pair) {
				return pair.decryptKeyPair(new BcPEMDecryptorProvider(password)).getPrivateKeyInfo();
			}
			// the runtime's own provider does not know the names of all ciphers
			return ((PKCS8EncryptedPrivateKeyInfo) object).decryptPrivateKeyInfo(
					new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(new BouncyCastleProvider())
						.build(password));
		}
		catch (IOException | PKCSException | OperatorCreationException ex) {
			throw new TlsException("the private key in " + file + " cannot be decrypted: wrong password?", ex);
		}
	}

}
