// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * Text of the other side as it may stand in a message or a log. MQTT allows control
 * characters in topics and reason strings; a line break in one could pass for another
 * line of the log.
 */
public final class Printable {

	private Printable() {
	}

	/**
	 * Writes a space for each control character.
	 * @param text any text
	 * @return the same text if it has none
	 */
	public static String of(String text) {
		if (text.chars().noneMatch(Character::isISOControl)) {
			return text;
		}
		StringBuilder printable = new StringBuilder(text.length());
		text.codePoints().forEach((c) -> printable.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
		return printable.toString();
	}

}
