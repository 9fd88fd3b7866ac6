// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of the directory of a client, for any client identifier and any file system:
 * also for one that does not tell upper from lower case, has reserved names, or takes 255
 * characters at most.
 */
final class DirectoryName {

	/** What is longer becomes its beginning and a hash. */
	private static final int LONGEST = 150;

	private static final int BEGINNING = 80;

	private DirectoryName() {
	}

	/** Lower case letters, digits, dash and underscore stay; other bytes become %XX. */
	static String of(String clientId) {
		byte[] bytes = clientId.getBytes(StandardCharsets.UTF_8);
		StringBuilder name = new StringBuilder("client-");
		for (byte each : bytes) {
			if ((each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-' || each == '_') {
				name.append((char) each);
			}
			else {
				name.append('%').append(HexFormat.of().toHexDigits(each));
			}
		}
		if (name.length() > LONGEST) {
			name.setLength(BEGINNING);
			name.append('~').append(HexFormat.of().formatHex(hash(bytes)));
		}
		return name.toString();
	}

	private static byte[] hash(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex); // every Java platform has it
		}
	}

}
