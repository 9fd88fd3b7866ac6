// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic names (section 4.7). */
class TopicNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "/", "a/b/c", "//", " ", "$SYS/x", "ü/€/\uD83D\uDE00" })
	void isAnyTextWithoutWildcards(String text) {
		assertThat(TopicName.of(text).value()).isEqualTo(text);
		assertThat(TopicName.of(text)).hasToString(text);
	}

	@Test // [MQTT-4.7.3-1]
	void isNotEmpty() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicName.of(""))
			.withMessage("topic name must have at least one character");
	}

	@ParameterizedTest // [MQTT-3.3.2-2]
	@ValueSource(strings = { "+", "#", "a/+", "a+b", "a#" })
	void hasNoWildcard(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicName.of(text))
			.withMessage("topic name must not contain the wildcards + and #, was \"" + text + "\"");
	}

	@Test // [MQTT-1.5.4-1], [MQTT-1.5.4-2]
	void canBeWrittenAsUtf8() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicName.of("\u0000"))
			.withMessage("topic name must not contain U+0000, has it at index 0");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicName.of("a\uDE00b"))
			.withMessage("topic name must not contain a lone surrogate, has one at index 1");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicName.of("a?\uDE00"))
			.withMessage("topic name must not contain a lone surrogate, has one at index 2");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicName.of("\uD83Db"))
			.withMessage("topic name must not contain a lone surrogate, has one at index 0");
	}

	@Test // [MQTT-4.7.3-3]
	void isAtMost65535BytesLong() {
		String longest = "\uD83D\uDE00".repeat(16_383) + "abc";

		assertThat(TopicName.of(longest).byteLength()).isEqualTo(65_535);
		assertThatIllegalArgumentException().isThrownBy(() -> TopicName.of(longest + "d"))
			.withMessage("topic name must be at most 65535 bytes in UTF-8, was 65536");
	}

	@Test
	void handsItsBytesToAWriter() {
		AtomicReference<byte[]> written = new AtomicReference<>();
		TopicName topic = TopicName.of("ü/a");

		topic.writeTo(written::set);

		assertThat(written.get()).isEqualTo("ü/a".getBytes(StandardCharsets.UTF_8));
		assertThat(topic.byteLength()).isEqualTo(4);
	}

	@Test
	void recognisesItsBytes() {
		byte[] bytes = "a/b".getBytes(StandardCharsets.UTF_8);

		assertThat(TopicName.of("a/b").isEncodedAs((utf8) -> Arrays.equals(utf8, bytes))).isTrue();
		assertThat(TopicName.of("a/c").isEncodedAs((utf8) -> Arrays.equals(utf8, bytes))).isFalse();
		assertThat(TopicName.NONE.isEncodedAs((utf8) -> utf8.length == 0)).isTrue();
	}

	@Test
	void isEqualToTheSameText() {
		assertThat(TopicName.of("a")).isEqualTo(TopicName.of("a"))
			.hasSameHashCodeAs(TopicName.of("a"))
			.isNotEqualTo(TopicName.of("b"))
			.isNotEqualTo("a");
	}

}
