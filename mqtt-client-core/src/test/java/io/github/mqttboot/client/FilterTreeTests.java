// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FilterTreeTests {

	private final FilterTree<TopicFilter> tree = new FilterTree<>();

	@ParameterizedTest
	@CsvSource({ "a/b, a/b, true", "a/b, a, false", "a, a/b, false", "a/#, a, true", "a/#, a/b/c, true",
			"a/+, a, false", "a/+, a/, true", "+, a, true", "+/+, /a, true", "/+, /a, true", "#, a/b, true",
			"#, $SYS/a, false", "+/a, $SYS/a, false", "$SYS/#, $SYS/a, true", "$SYS/+, $SYS/a, true",
			"a/+/c, a/b/c, true", "a/+/c, a/b/d, false", "$share/g/a/#, a/b, true", "a//b, a//b, true" })
	void findsWhatMatches(String filter, String topic, boolean matches) {
		add(filter);

		assertThat(this.tree.find(TopicName.of(topic))).hasSize(matches ? 1 : 0);
		assertThat(TopicFilter.of(filter).matches(TopicName.of(topic))).isEqualTo(matches);
	}

	@Test
	void findsNothingForNoTopic() {
		add("+");
		add("#");

		assertThat(this.tree.find(TopicName.NONE)).isEmpty();
	}

	@Test
	void keepsSharedAndOwnSubscriptionsToOneTopicApart() {
		TopicFilter own = add("a/b");
		TopicFilter shared = add("$share/g/a/b");

		this.tree.remove(own, own);

		assertThat(this.tree.find(TopicName.of("a/b"))).containsExactly(shared);
	}

	@Test
	void agreesWithEachFilterWhateverComesAndGoes() {
		Random random = new Random(17);
		Set<TopicFilter> filters = new LinkedHashSet<>();
		for (int round = 0; round < 3000; round++) {
			TopicFilter filter = TopicFilter.of(levels(random, List.of("a", "b", "", "+", "$x"), "/#"));
			if (filters.remove(filter)) {
				this.tree.remove(filter, filter);
			}
			else if (filters.add(filter)) {
				this.tree.add(filter, filter);
			}
			TopicName topic = TopicName.of(levels(random, List.of("a", "b", "", "$x"), ""));

			assertThat(this.tree.find(topic))
				.containsExactlyInAnyOrderElementsOf(filters.stream().filter((each) -> each.matches(topic)).toList());
		}
	}

	private static String levels(Random random, List<String> words, String end) {
		int levels = 1 + random.nextInt(4);
		String text = String.join("/",
				IntStream.range(0, levels).mapToObj((i) -> words.get(random.nextInt(words.size()))).toList());
		return (text.isEmpty() ? "a" : text) + (random.nextInt(4) == 0 ? end : "");
	}

	private TopicFilter add(String text) {
		TopicFilter filter = TopicFilter.of(text);
		this.tree.add(filter, filter);
		return filter;
	}

}
