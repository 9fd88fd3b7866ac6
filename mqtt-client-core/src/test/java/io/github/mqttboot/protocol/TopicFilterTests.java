// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic filters (sections 4.7 and 4.8.2). */
class TopicFilterTests {

	@Nested
	class Matching {

		@ParameterizedTest
		@CsvSource({
				// without wildcards: the same characters
				"a, a", "a/b, a/b", "/a, /a", "a/, a/", "/, /", "$SYS/x, $SYS/x", "a b, a b", "ü/€/😀, ü/€/😀",
				// + is one level, which may be empty
				"+, a", "+, abc", "+/+, /", "+/+, a/", "/+, /a", "+/b, a/b", "a/+, a/b", "a/+, a/", "a/+/c, a/b/c",
				"a/+/c, a//c", "+/+/+, a/b/c", "sport/tennis/+, sport/tennis/player1",
				// # is any number of levels, and the parent [section 4.7.1.2]
				"#, a", "#, a/b/c", "#, /", "#, /a", "a/#, a", "a/#, a/", "a/#, a/b", "a/#, a/b/c", "/#, /", "/#, /a",
				"a/+/#, a/b", "a/+/#, a/b/c", "+/#, a", "+/#, a/b", "sport/tennis/player1/#, sport/tennis/player1",
				// $ behind a named level
				"$SYS/#, $SYS", "$SYS/#, $SYS/broker/uptime", "$SYS/+, $SYS/x", "a/+, a/$b", "a/#, a/$b/c" })
		void isForTheTopic(String filter, String topic) {
			assertThat(TopicFilter.of(filter).matches(TopicName.of(topic))).isTrue();
			assertThat(TopicFilter.of("$share/group/" + filter).matches(TopicName.of(topic))).isTrue();
		}

		@ParameterizedTest
		@CsvSource({ "a, b", "a, A", "a, aa", "aa, a", "a, /a", "/a, a", "a, a/", "a/, a", "a/b, a", "a, a/b", "+, /a",
				"+, a/b", "+, a/", "+/+, a", "+/+, a/b/c", "a/+, a", "a/+, a/b/c", "a/+, b/c", "+/b, a/c", "a/#, b",
				"a/#, ab", "a/#, aa/b", "/#, a", "a/+/#, a", "sport/tennis/+, sport/tennis/player1/ranking",
				"sport/+, sport",
				// [MQTT-4.7.2-1]
				"#, $SYS", "#, $SYS/broker/uptime", "+, $SYS", "+/broker/uptime, $SYS/broker/uptime", "+/#, $SYS/x",
				"$SYS/#, $SYSTEM" })
		void isNotForTheTopic(String filter, String topic) {
			assertThat(TopicFilter.of(filter).matches(TopicName.of(topic))).isFalse();
			assertThat(TopicFilter.of("$share/group/" + filter).matches(TopicName.of(topic))).isFalse();
		}

		@ParameterizedTest
		@ValueSource(strings = { "#", "+", "+/#", "/#", "a", "$share/group/#" })
		void isNotForNoTopicAtAll(String filter) {
			assertThat(TopicFilter.of(filter).matches(TopicName.NONE)).isFalse();
		}

	}

	@Nested
	class Text {

		@ParameterizedTest
		@ValueSource(strings = { "a", "/", "//", "+", "#", "+/#", "a/+/b", "a/#", "$SYS/#", "$shared", "$share",
				"$share/g/a", "$share/g//", "$share/g/#", "a b", "\u20AC" })
		void isValid(String text) {
			assertThat(TopicFilter.of(text).value()).isEqualTo(text);
		}

		@Test // [MQTT-4.7.3-1]
		void isNotEmpty() {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(""))
				.withMessage("topic filter must have at least one character");
		}

		@ParameterizedTest // [MQTT-4.7.1-1]
		@ValueSource(strings = { "#/a", "a/#/b", "##", "#/", "$share/g/#/a" })
		void hasItsHashAtTheEnd(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(text))
				.withMessage("# must be the last character of a topic filter, was \"" + text + "\"");
		}

		@ParameterizedTest // [MQTT-4.7.1-1], [MQTT-4.7.1-2]
		@CsvSource({ "#, a#", "#, a/b#", "+, a+", "+, +a", "+, a/+b", "+, a+/b", "+, ++", "+, $share/g/a+" })
		void hasWildcardsThatFillTheirLevel(String wildcard, String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(text))
				.withMessage(wildcard + " must fill a whole level of a topic filter, was \"" + text + "\"");
		}

		@Test // [MQTT-1.5.4-1], [MQTT-1.5.4-2]
		void canBeWrittenAsUtf8() {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("a\u0000"))
				.withMessage("topic filter must not contain U+0000, has it at index 1");
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("a\uD83D"))
				.withMessage("topic filter must not contain a lone surrogate, has one at index 1");
		}

		@Test // [MQTT-4.7.3-3]
		void isAtMost65535BytesLong() {
			String longest = "ü".repeat(32_767) + "a";

			assertThat(TopicFilter.of(longest).value()).isEqualTo(longest);
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(longest + "a"))
				.withMessage("topic filter must be at most 65535 bytes in UTF-8, was 65536");
		}

	}

	@Nested
	class SharedSubscription {

		@Test
		void knowsTheFilterBehindItsShareName() {
			TopicFilter filter = TopicFilter.of("$share/workers/jobs/+");

			assertThat(filter.isShared()).isTrue();
			assertThat(filter.pattern()).isEqualTo("jobs/+");
			assertThat(filter.hasWildcard()).isTrue();
			assertThat(filter).hasToString("$share/workers/jobs/+");
		}

		@ParameterizedTest
		@ValueSource(strings = { "$share", "$shared/a/b", "$SHARE/a/b", "share/a/b" })
		void isNotWhatOnlyLooksLikeOne(String text) {
			assertThat(TopicFilter.of(text).isShared()).isFalse();
			assertThat(TopicFilter.of(text).pattern()).isEqualTo(text);
		}

		@ParameterizedTest // [MQTT-4.8.2-1], [MQTT-4.8.2-2]
		@ValueSource(strings = { "$share/", "$share//a", "$share/+/a", "$share/g#/a", "$share/g+x/a" })
		void hasAShareNameWithoutWildcards(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(text))
				.withMessage("share name must have at least one character and no wildcard, was \"" + text + "\"");
		}

		@ParameterizedTest // [MQTT-4.8.2-2]
		@ValueSource(strings = { "$share/g", "$share/g/" })
		void hasAFilter(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of(text))
				.withMessage(
						"a shared subscription must have a topic filter after its share name, was \"" + text + "\"");
		}

		@Test
		void isForTopicsThatBeginWithADollarOnlyIfItsFilterDoes() {
			assertThat(TopicFilter.of("$share/g/#").matches(TopicName.of("$SYS/x"))).isFalse();
			assertThat(TopicFilter.of("$share/g/$SYS/#").matches(TopicName.of("$SYS/x"))).isTrue();
		}

	}

	@Test
	void isEqualToTheSameText() {
		assertThat(TopicFilter.of("a/#")).isEqualTo(TopicFilter.of("a/#"))
			.hasSameHashCodeAs(TopicFilter.of("a/#"))
			.isNotEqualTo(TopicFilter.of("a/+"))
			.isNotEqualTo("a/#");
	}

	@Test
	void knowsWhetherItHasAWildcard() {
		assertThat(TopicFilter.of("a/b").hasWildcard()).isFalse();
		assertThat(TopicFilter.of("$share/g/a").hasWildcard()).isFalse();
		assertThat(TopicFilter.of("a/+").hasWildcard()).isTrue();
	}

}
