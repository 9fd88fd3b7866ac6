// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM exchange (RFC 5802, section 3), without channel binding:
 * {@link #first(String)} answers the client's first message, {@link #last(String)} its
 * last one. Nonce, salt and number of iterations are given, so that the examples of the
 * RFCs can be replayed.
 */
public final class ScramServer {

	private static final String GS2_HEADER = "n,,";

	private final String hash;

	private final Map<String, String> passwords;

	private final String nonce;

	private final byte[] salt;

	private final int iterations;

	private @Nullable String password;

	private @Nullable String clientFirst;

	private @Nullable String serverFirst;

	/**
	 * Makes one side of one exchange.
	 * @param mechanism for example {@code SCRAM-SHA-256}
	 * @param passwords passwords by user name
	 * @param nonce what is added to the client's nonce
	 * @param salt the salt of the password
	 * @param iterations how often the password is hashed
	 */
	public ScramServer(String mechanism, Map<String, String> passwords, String nonce, byte[] salt, int iterations) {
		this.hash = mechanism.substring("SCRAM-".length());
		this.passwords = Map.copyOf(passwords);
		this.nonce = nonce;
		this.salt = salt.clone();
		this.iterations = iterations;
	}

	/**
	 * Answers the client's first message.
	 * @param message for example {@code n,,n=user,r=abc}
	 * @return for example {@code r=abcdef,s=QSXCR+Q6sek8bf92,i=4096}
	 * @throws IllegalArgumentException if the message is not as it must be, or the user
	 * is not known
	 */
	public String first(String message) {
		if (!message.startsWith(GS2_HEADER + "n=")) {
			throw new IllegalArgumentException("no first message without channel binding");
		}
		String bare = message.substring(GS2_HEADER.length());
		String user = attribute(bare, 'n').replace("=2C", ",").replace("=3D", "=");
		this.password = this.passwords.get(user);
		if (this.password == null) {
			throw new IllegalArgumentException("no such user");
		}
		this.clientFirst = bare;
		this.serverFirst = "r=" + attribute(bare, 'r') + this.nonce + ",s=" + base64(this.salt) + ",i="
				+ this.iterations;
		return this.serverFirst;
	}

	/**
	 * Checks the proof in the client's last message.
	 * @param message for example {@code c=biws,r=abcdef,p=...}
	 * @return the server's own proof, for example {@code v=...}
	 * @throws IllegalArgumentException if the client does not know the password
	 */
	public String last(String message) {
		if (this.password == null || this.serverFirst == null) {
			throw new IllegalStateException("the first message must come first");
		}
		int proofAt = message.lastIndexOf(",p=");
		String withoutProof = message.substring(0, Math.max(0, proofAt));
		if (!withoutProof.equals("c=" + base64(utf8(GS2_HEADER)) + ",r=" + attribute(this.serverFirst, 'r'))) {
			throw new IllegalArgumentException("the last message does not belong to the first");
		}
		byte[] exchanged = utf8(this.clientFirst + "," + this.serverFirst + "," + withoutProof);
		byte[] salted = salted(this.password);
		byte[] clientKey = mac(salted, utf8("Client Key"));
		byte[] expected = xor(clientKey, mac(digest(clientKey), exchanged));
		if (!MessageDigest.isEqual(expected, Base64.getDecoder().decode(message.substring(proofAt + 3)))) {
			throw new IllegalArgumentException("wrong password");
		}
		return "v=" + base64(mac(mac(salted, utf8("Server Key")), exchanged));
	}

	private byte[] salted(String password) {
		try {
			return SecretKeyFactory.getInstance("PBKDF2WithHmac" + this.hash.replace("-", ""))
				.generateSecret(
						new PBEKeySpec(password.toCharArray(), this.salt, this.iterations, 8 * digest(utf8("")).length))
				.getEncoded();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private byte[] digest(byte[] data) {
		try {
			return MessageDigest.getInstance(this.hash).digest(data);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private byte[] mac(byte[] key, byte[] data) {
		String algorithm = "Hmac" + this.hash.replace("-", "");
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(key, algorithm));
			return mac.doFinal(data);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] xor(byte[] left, byte[] right) {
		byte[] result = new byte[left.length];
		for (int i = 0; i < left.length; i++) {
			result[i] = (byte) (left[i] ^ right[i]);
		}
		return result;
	}

	private static String attribute(String message, char name) {
		for (String each : message.split(",")) {
			if (each.startsWith(name + "=")) {
				return each.substring(2);
			}
		}
		throw new IllegalArgumentException("no attribute " + name);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String base64(byte[] data) {
		return Base64.getEncoder().encodeToString(data);
	}

}
