// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/** How the value of a property is written (section 1.5). */
public enum WireType {

	/** One byte that is 0 or 1, read as {@link Boolean}. */
	FLAG,
	/** One byte, read as {@link Integer}. */
	BYTE,
	/** Two bytes, read as {@link Integer}. */
	UINT16,
	/** Four bytes, read as {@link Long}. */
	UINT32,
	/** One to four bytes of seven bits each, read as {@link Integer}. */
	VARIABLE_BYTE_INTEGER,
	/** Text with its length in two bytes, read as {@link String}. */
	UTF8_STRING,
	/** Bytes with their length in two bytes. */
	BINARY,
	/** Two texts, read as {@link UserProperty}. */
	UTF8_STRING_PAIR

}
