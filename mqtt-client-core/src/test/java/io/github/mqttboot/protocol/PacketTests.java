// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What packets and their parts refuse to be made of. */
class PacketTests {

	private static final MqttMessage MESSAGE = MqttMessage.builder("a").build();

	@Test
	void hasAPacketIdentifierFrom1To65535() {
		List<IntFunction<Packet>> packets = List.of(PubAck::new, PubRec::new, PubRel::new, PubComp::new,
				(id) -> new Publish(MESSAGE.toBuilder().qos(QoS.AT_LEAST_ONCE).build(), false, id),
				(id) -> new Subscribe(id, List.of(Subscription.of("a", QoS.AT_MOST_ONCE)), PacketProperties.NONE),
				(id) -> new SubAck(id, List.of(), PacketProperties.NONE),
				(id) -> new Unsubscribe(id, List.of(TopicFilter.of("a")), PacketProperties.NONE),
				(id) -> new UnsubAck(id, List.of(), PacketProperties.NONE));

		for (IntFunction<Packet> packet : packets) {
			assertThat(packet.apply(1)).isEqualTo(packet.apply(1)).isNotEqualTo(packet.apply(65_535));
			assertThatIllegalArgumentException().isThrownBy(() -> packet.apply(0))
				.withMessage("packet identifier must be 1..65535, was 0");
			assertThatIllegalArgumentException().isThrownBy(() -> packet.apply(65_536))
				.withMessage("packet identifier must be 1..65535, was 65536");
		}
	}

	@Test
	void typesHaveTheNumbersOfTheSpecification() {
		assertThat(Arrays.stream(PacketType.values()).map(PacketType::code)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9,
				10, 11, 12, 13, 14, 15);
		assertThat(PacketType.of(3)).isEqualTo(PacketType.PUBLISH);
		assertThat(PacketType.of(15)).isEqualTo(PacketType.AUTH);
		assertThatIllegalArgumentException().isThrownBy(() -> PacketType.of(0))
			.withMessage("packet type must be 1..15, was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> PacketType.of(16))
			.withMessage("packet type must be 1..15, was 16");
	}

	@Nested
	class ConnectPacket {

		@Test
		void showsNoPassword() {
			Connect connect = connect(MqttVersion.V5, "me", 60, "ann", "secret");

			assertThat(connect).hasToString("Connect[version=5.0, clientId=me, cleanStart=true, keepAliveSeconds=60, "
					+ "will=null, userName=ann, password=***, properties={}]");
			assertThat(connect(MqttVersion.V5, "me", 60, null, "secret").toString()).contains("password=***")
				.doesNotContain("secret");
		}

		@Test
		void isEqualByValueWithItsPassword() {
			Connect connect = connect(MqttVersion.V5, "me", 60, "ann", "secret");

			assertThat(connect(MqttVersion.V5, "me", 60, "ann", "secret")).isEqualTo(connect)
				.hasSameHashCodeAs(connect);
			assertThat(connect(MqttVersion.V5, "me", 60, "ann", "other")).isNotEqualTo(connect);
			assertThat(connect(MqttVersion.V3_1_1, "me", 60, "ann", "secret")).isNotEqualTo(connect);
		}

		@Test
		void hasAKeepAliveFrom0To65535Seconds() {
			assertThatIllegalArgumentException().isThrownBy(() -> connect(MqttVersion.V5, "me", 65_536, null, "x"))
				.withMessage("keep alive must be 0..65535 seconds, was 65536");
			assertThatIllegalArgumentException().isThrownBy(() -> connect(MqttVersion.V5, "me", -1, null, "x"))
				.withMessage("keep alive must be 0..65535 seconds, was -1");
		}

		@Test // [v3 MQTT-3.1.2-22]
		void hasNoPasswordWithoutUserNameInMqtt311() {
			assertThatIllegalArgumentException().isThrownBy(() -> connect(MqttVersion.V3_1_1, "me", 0, null, "x"))
				.withMessage("password must not be set without user name in MQTT 3.1.1");
		}

		@Test
		void hasTextThatCanBeSent() {
			assertThatIllegalArgumentException().isThrownBy(() -> connect(MqttVersion.V5, "\u0000", 0, null, "x"))
				.withMessage("client identifier must not contain U+0000, has it at index 0");
			assertThatIllegalArgumentException().isThrownBy(() -> connect(MqttVersion.V5, "me", 0, "\uD800", "x"))
				.withMessage("user name must not contain a lone surrogate, has one at index 0");
		}

		@Test
		void hasAPasswordOfAtMost65535Bytes() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> connect(MqttVersion.V5, "me", 0, "ann", "x".repeat(65_536)))
				.withMessage("password must be at most 65535 bytes, was 65536");
		}

		private Connect connect(MqttVersion version, String clientId, int keepAliveSeconds, @Nullable String userName,
				String password) {
			return new Connect(version, clientId, true, keepAliveSeconds, null, userName,
					password.getBytes(StandardCharsets.UTF_8), PacketProperties.NONE);
		}

	}

	@Nested
	class WillMessage {

		@Test
		void hasAPayloadOfAtMost65535Bytes() {
			MqttMessage message = MESSAGE.toBuilder().payload(new byte[65_536]).build();

			assertThatIllegalArgumentException().isThrownBy(() -> Will.of(message))
				.withMessage("the payload of a will must be at most 65535 bytes, was 65536");
		}

		@Test
		void hasADelayOfAtMost32Bits() {
			assertThat(new Will(MESSAGE, 4_294_967_295L).delaySeconds()).isEqualTo(4_294_967_295L);
			assertThatIllegalArgumentException().isThrownBy(() -> new Will(MESSAGE, 4_294_967_296L))
				.withMessage("will delay must be 0..4294967295 seconds, was 4294967296");
			assertThatIllegalArgumentException().isThrownBy(() -> new Will(MESSAGE, -1))
				.withMessage("will delay must be 0..4294967295 seconds, was -1");
		}

	}

	@Nested
	class PublishPacket {

		@Test // [MQTT-2.2.1-2], [MQTT-3.3.1-2]
		void hasNeitherPacketIdentifierNorDupAtQos0() {
			assertThatIllegalArgumentException().isThrownBy(() -> new Publish(MESSAGE, false, 1))
				.withMessage("QoS 0 must have no packet identifier and no DUP flag, had 1 and false");
			assertThatIllegalArgumentException().isThrownBy(() -> new Publish(MESSAGE, true, 0))
				.withMessage("QoS 0 must have no packet identifier and no DUP flag, had 0 and true");
		}

		@Test
		void showsNoPayload() {
			MqttMessage message = MESSAGE.toBuilder().payload("secret").build();

			assertThat(new Publish(message, false, 0).toString()).contains("6 bytes").doesNotContain("secret");
		}

	}

	@Nested
	class Subscriptions {

		@Test // [MQTT-3.8.3-4]
		void areNotSharedWithNoLocal() {
			Subscription shared = Subscription.of("$share/g/a", QoS.AT_MOST_ONCE);

			assertThatIllegalArgumentException().isThrownBy(() -> shared.withNoLocal(true))
				.withMessage("no local must not be set on a shared subscription, was set on \"$share/g/a\"");
		}

		@Test // [MQTT-3.8.3-2], [MQTT-3.10.3-2]
		void areAtLeastOne() {
			assertThatIllegalArgumentException().isThrownBy(() -> new Subscribe(1, List.of(), PacketProperties.NONE))
				.withMessage("SUBSCRIBE must have at least one topic filter");
			assertThatIllegalArgumentException().isThrownBy(() -> new Unsubscribe(1, List.of(), PacketProperties.NONE))
				.withMessage("UNSUBSCRIBE must have at least one topic filter");
		}

		@Test
		void haveOneSubscriptionIdentifier() {
			PacketProperties two = PacketProperties.builder()
				.subscriptionIdentifier(1)
				.subscriptionIdentifier(2)
				.build();

			assertThatIllegalArgumentException()
				.isThrownBy(() -> new Subscribe(1, List.of(Subscription.of("a", QoS.AT_MOST_ONCE)), two))
				.withMessage("SUBSCRIBE must have at most one subscription identifier, had [1, 2]");
		}

	}

	@Nested
	class Numbers {

		@ParameterizedTest
		@CsvSource({ "0, AT_MOST_ONCE", "1, AT_LEAST_ONCE", "2, EXACTLY_ONCE" })
		void ofQos(int level, QoS qos) {
			assertThat(QoS.of(level)).isEqualTo(qos);
			assertThat(qos.level()).isEqualTo(level);
		}

		@ParameterizedTest // [MQTT-3.3.1-4]
		@ValueSource(ints = { -1, 3 })
		void ofQosEndAt2(int level) {
			assertThatIllegalArgumentException().isThrownBy(() -> QoS.of(level))
				.withMessage("qos must be 0, 1 or 2, was " + level);
		}

		@Test
		void ofQosAreOrdered() {
			assertThat(QoS.EXACTLY_ONCE.min(QoS.AT_LEAST_ONCE)).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(QoS.AT_MOST_ONCE.min(QoS.AT_LEAST_ONCE)).isEqualTo(QoS.AT_MOST_ONCE);
		}

		@Test
		void ofRetainHandling() {
			assertThat(RetainHandling.of(0)).isEqualTo(RetainHandling.SEND_AT_SUBSCRIBE);
			assertThat(RetainHandling.of(2).value()).isEqualTo(2);
			assertThatIllegalArgumentException().isThrownBy(() -> RetainHandling.of(3))
				.withMessage("retain handling must be 0, 1 or 2, was 3");
		}

		@ParameterizedTest
		@CsvSource({ "3.1.1, V3_1_1", "4, V3_1_1", "v311, V3_1_1", "V3.1.1, V3_1_1", "5, V5", "5.0, V5", "v50, V5",
				"' v5 ', V5", "V3_1_1, V3_1_1" })
		void ofVersionsAsPeopleWriteThem(String text, MqttVersion version) {
			assertThat(MqttVersion.parse(text)).isEqualTo(version);
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "3", "3.1", "6", "mqtt" })
		void ofVersionsAreFew(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> MqttVersion.parse(text))
				.withMessage("version must be 3.1.1 (or 4, v311) or 5 (or 5.0, v50), was \"" + text + "\"");
		}

	}

}
