// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.TopicName;

import org.junit.jupiter.api.Test;

class TopicCacheTests {

	private final TopicCache cache = new TopicCache();

	@Test
	void findsATopicThatCameBefore() {
		TopicName first = get("plant/press-1/temperature");
		TopicName other = get("plant/press-2/temperature");

		assertThat(get("plant/press-1/temperature")).isSameAs(first);
		assertThat(get("plant/press-2/temperature")).isSameAs(other);
		assertThat(other.value()).isEqualTo("plant/press-2/temperature");
	}

	@Test
	void looksAtTheGivenBytesAlone() {
		byte[] bytes = "abcdef".getBytes(StandardCharsets.UTF_8);

		assertThat(this.cache.get(bytes, 3).value()).isEqualTo("abc");
		assertThat(this.cache.get(bytes, 2).value()).isEqualTo("ab");
		assertThat(this.cache.get(bytes, 6).value()).isEqualTo("abcdef");
	}

	@Test
	void readsNoBytesAsNoTopicAndRemembersTheLastOne() {
		TopicName topic = get("a");

		assertThat(get("")).isSameAs(TopicName.NONE);
		assertThat(get("a")).isSameAs(topic);
	}

	@Test
	void staysRightWhenThereAreMoreTopicsThanItKeeps() {
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 10_000; i++) {
				assertThat(get("plant/machine-" + i).value()).isEqualTo("plant/machine-" + i);
			}
		}
	}

	@Test
	void readsLongTopicsWithoutKeepingThem() {
		String longTopic = "x".repeat(513);
		TopicName first = get(longTopic);
		get("a");

		assertThat(get(longTopic)).isEqualTo(first).isNotSameAs(first);
	}

	@Test
	void keepsATopicOfSeveralHundredOthers() {
		for (int i = 0; i < 100; i++) {
			get("plant/machine-" + i);
		}
		TopicName topic = get("plant/machine-50");

		assertThat(get("plant/machine-50")).isSameAs(topic);
	}

	@Test
	void growsWithTheNumberOfTopics() {
		for (int round = 0; round < 10; round++) {
			for (int i = 0; i < 3000; i++) {
				get("plant/machine-" + i);
			}
		}
		List<TopicName> before = IntStream.range(0, 3000).mapToObj((i) -> get("plant/machine-" + i)).toList();

		long found = IntStream.range(0, 3000).filter((i) -> get("plant/machine-" + i) == before.get(i)).count();
		assertThat(found).isGreaterThan(2700);
	}

	private TopicName get(String topic) {
		byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
		return this.cache.get(utf8, utf8.length);
	}

}
