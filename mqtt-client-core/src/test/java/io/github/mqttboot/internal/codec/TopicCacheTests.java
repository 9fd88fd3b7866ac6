// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.TopicName;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		assertThat(get("abc", "def").value()).isEqualTo("abc");
		assertThat(get("ab", "c").value()).isEqualTo("ab");
		assertThat(get("abcdef", "").value()).isEqualTo("abcdef");
		assertThat(get("abc", "xyz").value()).isEqualTo("abc");
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
			for (int i = 0; i < 40_000; i++) {
				assertThat(get("plant/machine-" + i).value()).isEqualTo("plant/machine-" + i);
			}
		}
	}

	@Test
	void readsLongTopicsWithoutKeepingThem() {
		String longTopic = "x".repeat(257);
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

	@Test
	void losesNoTopicWhenItGrows() {
		List<TopicName> first = IntStream.range(0, 10_000).mapToObj(this::temperature).toList();
		for (int i = 0; i < first.size(); i++) {
			assertThat(temperature(i)).isSameAs(first.get(i));
		}
	}

	private TopicName temperature(int press) {
		return get("plant/hall-" + press % 100 + "/press-" + press + "/temperature");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 8, 9, 16, 23 })
	void tellsTopicsOfOneLengthApartThatDifferInOneByte(int length) {
		String topic = "x".repeat(length);
		for (int i = 0; i < length; i++) {
			String other = topic.substring(0, i) + "y" + topic.substring(i + 1);

			assertThat(get(topic).value()).isEqualTo(topic);
			assertThat(get(other).value()).isEqualTo(other);
		}
	}

	@Test
	void refusesATopicThatIsLongerThanItsPacket() {
		get("abc");
		WireReader in = new WireReader();
		in.begin(Unpooled.copiedBuffer(new byte[] { 0, 3, 'a', 'b', 'c' }), 0, 4);

		assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> this.cache.read(in))
			.withMessageContaining("topic name must be at least 3, were 2");
	}

	private TopicName get(String topic) {
		return get(topic, "");
	}

	/** Also checks that as much is consumed as should be. */
	private TopicName get(String topic, String behind) {
		byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
		ByteBuf bytes = Unpooled.buffer();
		bytes.writeShort(utf8.length).writeBytes(utf8).writeCharSequence(behind, StandardCharsets.UTF_8);
		WireReader in = new WireReader();
		in.begin(bytes, 0, bytes.readableBytes());
		TopicName name = this.cache.read(in);
		assertThat(in.remaining()).isEqualTo(behind.length());
		return name;
	}

}
