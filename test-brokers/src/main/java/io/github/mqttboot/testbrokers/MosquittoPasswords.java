// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Writes what {@code mosquitto_passwd} writes, which not every image has. */
final class MosquittoPasswords {

	private static final int ITERATIONS = 101;

	private static final int SALT_BYTES = 12;

	private static final int HASH_BITS = 512;

	private MosquittoPasswords() {
	}

	static String line(String user, String password) {
		byte[] salt = new byte[SALT_BYTES];
		new SecureRandom().nextBytes(salt);
		Base64.Encoder base64 = Base64.getEncoder();
		return user + ":$7$" + ITERATIONS + "$" + base64.encodeToString(salt) + "$"
				+ base64.encodeToString(hash(password, salt)) + "\n";
	}

	private static byte[] hash(String password, byte[] salt) {
		try {
			PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, HASH_BITS);
			return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(key).getEncoded();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
