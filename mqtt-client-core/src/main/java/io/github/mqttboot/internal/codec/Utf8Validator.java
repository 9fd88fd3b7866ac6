// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

/**
 * Tells whether bytes are UTF-8 as section 1.5.4 wants it: no overlong forms, no
 * surrogates, nothing above U+10FFFF, no U+0000 (table 3-7 of the Unicode standard).
 */
final class Utf8Validator {

	private Utf8Validator() {
	}

	/**
	 * Looks for the first character that is not allowed.
	 * @param utf8 the bytes
	 * @param from where a character begins
	 * @param length where the text ends
	 * @return the index of the character's first byte, or -1 if all are allowed
	 */
	static int findInvalid(byte[] utf8, int from, int length) {
		int i = from;
		while (i < length) {
			int more = continuations(utf8, i, length);
			if (more < 0) {
				return i;
			}
			i += 1 + more;
		}
		return -1;
	}

	private static int continuations(byte[] utf8, int i, int length) {
		int first = utf8[i] & 0xFF;
		if (first < 0x80) {
			return (first != 0) ? 0 : -1;
		}
		if (first < 0xC2 || first > 0xF4) {
			return -1; // a continuation, overlong, or above U+10FFFF
		}
		int more = (first < 0xE0) ? 1 : (first < 0xF0) ? 2 : 3;
		if (i + more >= length || !secondFits(first, utf8[i + 1] & 0xFF)) {
			return -1;
		}
		for (int k = 2; k <= more; k++) {
			if ((utf8[i + k] & 0xC0) != 0x80) {
				return -1;
			}
		}
		return more;
	}

	/** The second byte is where overlong forms and surrogates show. */
	private static boolean secondFits(int first, int second) {
		return switch (first) {
			case 0xE0 -> second >= 0xA0 && second <= 0xBF;
			case 0xED -> second >= 0x80 && second <= 0x9F;
			case 0xF0 -> second >= 0x90 && second <= 0xBF;
			case 0xF4 -> second >= 0x80 && second <= 0x8F;
			default -> second >= 0x80 && second <= 0xBF;
		};
	}

}
