// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/** The rules for text in packets (section 1.5.4). */
final class Utf8 {

	/** What a length of two bytes can say. */
	static final int MAXIMUM_BYTES = 65_535;

	private Utf8() {
	}

	/**
	 * Checks that a text can be sent and says how long it will be.
	 * @param what the text's name in the error message
	 * @param text the text
	 * @return its length in bytes
	 * @throws IllegalArgumentException if it has U+0000 or a lone surrogate
	 * [MQTT-1.5.4-1], [MQTT-1.5.4-2], or is longer than 65 535 bytes
	 */
	static int check(String what, String text) {
		int bytes = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == 0) {
				throw new IllegalArgumentException(what + " must not contain U+0000, has it at index " + i);
			}
			if (c < 0x80) {
				bytes++;
			}
			else if (c < 0x800) {
				bytes += 2;
			}
			else if (!Character.isSurrogate(c)) {
				bytes += 3;
			}
			else {
				if (Character.isLowSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					throw new IllegalArgumentException(
							what + " must not contain a lone surrogate, has one at index " + i);
				}
				bytes += 4;
				i++;
			}
		}
		if (bytes > MAXIMUM_BYTES) {
			throw new IllegalArgumentException(what + " must be at most 65535 bytes in UTF-8, was " + bytes);
		}
		return bytes;
	}

}
