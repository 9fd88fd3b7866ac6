// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.Locale;

/** The version of the protocol, told by its level in CONNECT (section 3.1.2.2). */
public enum MqttVersion {

	/** MQTT 3.1.1, protocol level 4. */
	V3_1_1(4, "3.1.1"),

	/** MQTT 5.0, protocol level 5. */
	V5(5, "5.0");

	private final int level;

	private final String text;

	MqttVersion(int level, String text) {
		this.level = level;
		this.text = text;
	}

	/**
	 * The number that stands for this version in CONNECT.
	 * @return 4 or 5
	 */
	public int level() {
		return this.level;
	}

	/**
	 * Reads a version as people write it: {@code 3.1.1}, {@code 4} or {@code v311};
	 * {@code 5}, {@code 5.0} or {@code v50}.
	 * @param text the version, in any case
	 * @return the version
	 * @throws IllegalArgumentException if the text names no supported version
	 */
	public static MqttVersion parse(String text) {
		return switch (text.trim().toLowerCase(Locale.ROOT)) {
			case "3.1.1", "4", "v311", "v3.1.1", "v3_1_1", "v4" -> V3_1_1;
			case "5", "5.0", "v50", "v5.0", "v5" -> V5;
			default -> throw new IllegalArgumentException(
					"version must be 3.1.1 (or 4, v311) or 5 (or 5.0, v50), was \"" + text + "\"");
		};
	}

	@Override
	public String toString() {
		return this.text;
	}

}
