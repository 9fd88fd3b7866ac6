// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message in JSON.
 *
 * @param number its number from 0 on, or, negative, how many there were
 * @param celsius a temperature
 * @param machine where it was measured; as long as it takes
 */
public record Reading(long number, double celsius, String machine) {

	private static final int DIGITS = 12;

	private static final String START = "{\"number\":";

	/** As a payload of at least this size. */
	static byte[] json(long number, int size) {
		// numbers have no leading zeros in JSON, but may have leading blanks
		String text = START + "%" + DIGITS + "d,\"celsius\":71.5,\"machine\":\"%s\"}";
		int fixed = text.formatted(number, "").length();
		return text.formatted(number, "m".repeat(Math.max(1, size - fixed))).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * The number in a payload.
	 * @param json the payload as text
	 * @return the number
	 */
	public static long numberIn(String json) {
		int start = START.length();
		int end = start + DIGITS;
		while (json.charAt(start) == ' ') {
			start++;
		}
		return Long.parseLong(json, start, end, 10);
	}

	/** Replaces the number in a payload. */
	static void putNumber(ByteBuffer bytes, int payload, long number) {
		int at = payload + START.length() + DIGITS;
		long rest = number;
		do {
			bytes.put(--at, (byte) ('0' + rest % 10));
			rest /= 10;
		}
		while (rest > 0);
	}

}
