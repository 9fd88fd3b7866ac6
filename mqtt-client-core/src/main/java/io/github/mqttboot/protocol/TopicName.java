// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The topic a message is published to (section 4.7): at least one character, no wildcard,
 * at most 65 535 bytes. Checked once; keep an instance to publish to the same topic many
 * times without checking it again.
 */
public final class TopicName {

	/**
	 * No topic name: a PUBLISH that names its topic by a topic alias alone (section
	 * 3.3.2.3.4). Only packets have it, never a message that an application sees.
	 */
	public static final TopicName NONE = new TopicName("", new byte[0]);

	private final String value;

	private final byte[] utf8;

	/** That of the value, once it was asked for; 0 before. */
	private int hash;

	private TopicName(String value, byte[] utf8) {
		this.value = value;
		this.utf8 = utf8;
	}

	/**
	 * Checks a topic name.
	 * @param value the name, for example {@code plant/press-1/temperature}
	 * @return the topic name
	 * @throws IllegalArgumentException if it is empty [MQTT-4.7.3-1], has a wildcard
	 * [MQTT-3.3.2-2], U+0000 or a lone surrogate [MQTT-1.5.4-1], or is too long
	 * [MQTT-4.7.3-3]
	 */
	public static TopicName of(String value) {
		Objects.requireNonNull(value, "topic name must not be null");
		byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
		if (!isPlain(utf8)) {
			check(value);
		}
		return new TopicName(value, utf8);
	}

	/**
	 * Whether this is ASCII in which nothing needs a closer look, as with nearly all
	 * topics. A question mark may stand for half a character.
	 */
	private static boolean isPlain(byte[] utf8) {
		for (byte each : utf8) {
			if (each <= '?' && (each == '?' || each == '+' || each == '#' || each <= 0)) {
				return false;
			}
		}
		return utf8.length > 0 && utf8.length <= Utf8.MAXIMUM_BYTES;
	}

	private static void check(String value) {
		if (value.isEmpty()) {
			throw new IllegalArgumentException("topic name must have at least one character");
		}
		Utf8.check("topic name", value);
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '+' || c == '#') {
				throw new IllegalArgumentException(
						"topic name must not contain the wildcards + and #, was \"" + value + "\"");
			}
		}
	}

	/**
	 * The name as text.
	 * @return the text, empty for {@link #NONE} alone
	 */
	public String value() {
		return this.value;
	}

	/**
	 * The length of the name on the wire.
	 * @return bytes, without the length that precedes them
	 */
	public int byteLength() {
		return this.utf8.length;
	}

	/**
	 * Hands the name's bytes to a writer, without a copy.
	 * @param writer what takes the bytes; it must not change or keep them
	 */
	public void writeTo(Writer writer) {
		writer.write(this.utf8);
	}

	/**
	 * Whether bytes are this name on the wire.
	 * @param comparison what compares them with the name in UTF-8; it must not change or
	 * keep its argument
	 * @return what the comparison says
	 */
	public boolean isEncodedAs(Predicate<byte[]> comparison) {
		return comparison.test(this.utf8);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TopicName that && this.value.equals(that.value));
	}

	@Override
	public int hashCode() {
		int hash = this.hash;
		if (hash == 0) {
			hash = this.value.hashCode();
			this.hash = hash;
		}
		return hash;
	}

	@Override
	public String toString() {
		return this.value;
	}

	/** Takes the bytes of a topic name. */
	@FunctionalInterface
	public interface Writer {

		/**
		 * Takes the bytes.
		 * @param utf8 the bytes, to be read only
		 */
		void write(byte[] utf8);

	}

}
