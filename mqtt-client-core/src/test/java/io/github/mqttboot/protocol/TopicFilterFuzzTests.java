// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text as a topic filter, compared with a reading of section 4.7 that takes it level
 * by level and does not care what that costs. With {@code JAZZER_FUZZ=1} in the
 * environment Jazzer makes the text ({@code docs/fuzzing.md}).
 */
class TopicFilterFuzzTests {

	private static final char SEPARATOR = '\n';

	/** What bytes above 127 stand for, so that all kinds of characters come often. */
	private static final String CHARACTERS = "+#/$a\u00E4\u20AC\uD83D\uDE00\u0000";

	@MethodSource("filtersAndTopics")
	@FuzzTest(maxDuration = "")
	void matchesAsItsLevelsDo(byte[] filterAndTopic) {
		String text = text(filterAndTopic);
		int separator = text.indexOf(SEPARATOR);
		if (separator >= 0) {
			TopicFilter filter = filter(text.substring(0, separator));
			TopicName topic = topic(text.substring(separator + 1));
			if (filter != null) {
				assertThat(filter.matches(TopicName.NONE)).isFalse();
			}
			if (filter != null && topic != null) {
				boolean expected = matches(filter.pattern(), topic.value());
				assertThat(filter.matches(topic)).as("%s is for %s", filter, topic).isEqualTo(expected);
			}
		}
	}

	static Stream<byte[]> filtersAndTopics() {
		return Stream
			.of("a/b\na/b", "+/b\na/b", "a/+\na/", "+\na", "#\na/b/c", "a/#\na", "+/#\na", "a/b/+\na/b/c/d", "/+/#\n//",
					"#\n$SYS", "$SYS/#\n$SYS/x", "$share/g/a/+\na/b", "$share/g/#\n$SYS/x", "$share/+/a\na",
					"$share/g/\na", "a/#/b\na", "a+\na", "\na", "a\n", "\u00C1\u00C0\n\u00CD")
			.map((text) -> text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static String text(byte[] bytes) {
		StringBuilder text = new StringBuilder(bytes.length);
		for (byte b : bytes) {
			text.append((b >= 0) ? (char) b : CHARACTERS.charAt((b & 0x7F) % CHARACTERS.length()));
		}
		return text.toString();
	}

	private static @Nullable TopicFilter filter(String text) {
		boolean allowed = isText(text) && isFilter(text);
		try {
			TopicFilter filter = TopicFilter.of(text);
			assertThat(allowed).as("filter %s", filter).isTrue();
			assertThat(filter.value()).isEqualTo(text);
			assertThat(filter.isShared()).isEqualTo(text.startsWith("$share/"));
			assertThat(filter.hasWildcard()).isEqualTo(!isWithoutWildcard(filter.pattern()));
			return filter;
		}
		catch (IllegalArgumentException ex) {
			assertThat(allowed).as("filter %s: %s", text, ex.getMessage()).isFalse();
			return null;
		}
	}

	private static @Nullable TopicName topic(String text) {
		boolean allowed = isText(text) && text.indexOf('+') < 0 && text.indexOf('#') < 0;
		try {
			TopicName topic = TopicName.of(text);
			assertThat(allowed).as("topic %s", topic).isTrue();
			return topic;
		}
		catch (IllegalArgumentException ex) {
			assertThat(allowed).as("topic %s: %s", text, ex.getMessage()).isFalse();
			return null;
		}
	}

	/** The JDK's encoder knows lone surrogates, too. */
	private static boolean isText(String text) {
		return !text.isEmpty() && text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text)
				&& text.getBytes(StandardCharsets.UTF_8).length <= 65_535;
	}

	/** Sections 4.7.1 and 4.8.2. */
	private static boolean isFilter(String text) {
		List<String> levels = levels(text);
		if (levels.get(0).equals("$share") && levels.size() > 1) {
			String pattern = (levels.size() > 2) ? String.join("/", levels.subList(2, levels.size())) : "";
			return !levels.get(1).isEmpty() && isWithoutWildcard(levels.get(1)) && !pattern.isEmpty()
					&& isPattern(levels(pattern));
		}
		return isPattern(levels);
	}

	private static boolean isPattern(List<String> levels) {
		for (int i = 0; i < levels.size(); i++) {
			String level = levels.get(i);
			boolean last = i == levels.size() - 1;
			if (!isWithoutWildcard(level) && !level.equals("+") && !(level.equals("#") && last)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isWithoutWildcard(String level) {
		return level.indexOf('+') < 0 && level.indexOf('#') < 0;
	}

	private static boolean matches(String pattern, String topic) {
		boolean hidden = topic.startsWith("$") && (pattern.startsWith("+") || pattern.startsWith("#"));
		return !hidden && matches(levels(pattern), levels(topic)); // [MQTT-4.7.2-1]
	}

	private static boolean matches(List<String> pattern, List<String> topic) {
		for (int i = 0; i < pattern.size(); i++) {
			String level = pattern.get(i);
			if (level.equals("#")) {
				return true; // for the level before it, too (section 4.7.1.2)
			}
			if (i == topic.size() || !(level.equals("+") || level.equals(topic.get(i)))) {
				return false;
			}
		}
		return pattern.size() == topic.size();
	}

	private static List<String> levels(String text) {
		return Arrays.asList(text.split("/", -1));
	}

}
