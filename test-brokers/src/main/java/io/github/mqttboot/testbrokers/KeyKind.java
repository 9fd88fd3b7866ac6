// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/** What a key may be. */
public enum KeyKind {

	/** RSA with 2048 bits. */
	RSA("RSA", 2048),

	/** The curve P-256, which takes no time to make. */
	EC("EC", 256),

	/** Ed25519. */
	ED25519("Ed25519", 255);

	private final String algorithm;

	private final int bits;

	KeyKind(String algorithm, int bits) {
		this.algorithm = algorithm;
		this.bits = bits;
	}

	KeyPair newKeyPair() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(this.algorithm);
			generator.initialize(this.bits);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
