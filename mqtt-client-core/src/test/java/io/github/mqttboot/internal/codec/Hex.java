// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Bytes as tests spell them: in hex, with comments behind {@code //}. */
public final class Hex {

	private Hex() {
	}

	/**
	 * Reads bytes.
	 * @param text pairs of digits; white space and what stands behind {@code //} in a
	 * line are skipped, {@code 'text'} stands for its ASCII codes
	 * @return the bytes
	 */
	public static byte[] bytes(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		text.lines().forEach((line) -> read(line, bytes));
		return bytes.toByteArray();
	}

	private static void read(String line, ByteArrayOutputStream bytes) {
		int i = 0;
		while (i < line.length() && !line.startsWith("//", i)) {
			char c = line.charAt(i);
			if (c == '\'') {
				int end = line.indexOf('\'', i + 1);
				line.substring(i + 1, end).chars().forEach(bytes::write);
				i = end + 1;
			}
			else if (Character.isWhitespace(c)) {
				i++;
			}
			else {
				bytes.write(HexFormat.fromHexDigits(line, i, i + 2));
				i += 2;
			}
		}
	}

	/** Writes bytes as pairs of digits, for comparison with {@link #normal(String)}. */
	static String text(byte[] bytes) {
		return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
	}

	static String normal(String text) {
		return text(bytes(text));
	}

}
