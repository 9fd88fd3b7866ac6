// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MqttMessageTests {

	@Test
	void isEmptyWithQos0AndNotRetainedUnlessSaidOtherwise() {
		MqttMessage message = MqttMessage.builder("a").build();

		assertThat(message.topic()).isEqualTo("a");
		assertThat(message.payload()).isEmpty();
		assertThat(message.qos()).isEqualTo(QoS.AT_MOST_ONCE);
		assertThat(message.retain()).isFalse();
		assertThat(message.properties()).isSameAs(PacketProperties.NONE);
	}

	@Test
	void hasWhatItWasBuiltWith() {
		MqttMessage message = MqttMessage.builder(TopicName.of("a"))
			.payload("€")
			.qos(QoS.EXACTLY_ONCE)
			.retain(true)
			.contentType("text/plain")
			.messageExpiry(Duration.ofMinutes(1))
			.respondTo("answers", new byte[] { 1 })
			.userProperty("k", "v")
			.build();

		assertThat(message.payload()).isEqualTo("€".getBytes(StandardCharsets.UTF_8));
		assertThat(message.payloadAsString()).isEqualTo("€");
		assertThat(message.qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(message.retain()).isTrue();
		assertThat(message.userProperties()).containsExactly(new UserProperty("k", "v"));
		assertThat(message.properties()).isEqualTo(PacketProperties.builder()
			.set(Property.MESSAGE_EXPIRY_INTERVAL, 60L)
			.set(Property.CONTENT_TYPE, "text/plain")
			.set(Property.RESPONSE_TOPIC, "answers")
			.set(Property.CORRELATION_DATA, new byte[] { 1 })
			.userProperty("k", "v")
			.build());
	}

	@Test
	void isEqualByValue() {
		MqttMessage message = MqttMessage.builder("a").payload("x").qos(QoS.AT_LEAST_ONCE).contentType("t").build();

		assertThat(message.toBuilder().build()).isEqualTo(message).hasSameHashCodeAs(message);
		assertThat(message.toBuilder().payload("y").build()).isNotEqualTo(message);
		assertThat(message.toBuilder().qos(QoS.AT_MOST_ONCE).build()).isNotEqualTo(message);
		assertThat(message.toBuilder().retain(true).build()).isNotEqualTo(message);
		assertThat(message.toBuilder().contentType("u").build()).isNotEqualTo(message);
		assertThat(MqttMessage.builder("b").payload("x").qos(QoS.AT_LEAST_ONCE).contentType("t").build())
			.isNotEqualTo(message);
	}

	@Test
	void doesNotChangeWhenItIsBuiltUpon() {
		MqttMessage message = MqttMessage.builder("a").userProperty("k", "1").build();

		MqttMessage longer = message.toBuilder().userProperty("k", "2").build();

		assertThat(message.userProperties()).hasSize(1);
		assertThat(longer.userProperties()).hasSize(2);
	}

	@Test
	void showsTheSizeOfItsPayloadAlone() {
		assertThat(MqttMessage.builder("a").payload("secret").build())
			.hasToString("MqttMessage{topic=a, payload=6 bytes, qos=0, retain=false}");
		assertThat(MqttMessage.builder("a").contentType("t").build())
			.hasToString("MqttMessage{topic=a, payload=0 bytes, qos=0, retain=false, properties={content type=t}}");
	}

	@Nested
	class Builder {

		private final MqttMessage.Builder builder = MqttMessage.builder("a");

		@Test
		void takesNoWildcardInTheTopic() {
			assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("a/#"))
				.withMessage("topic name must not contain the wildcards + and #, was \"a/#\"");
		}

		@Test
		void needsATopic() {
			assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder(TopicName.NONE))
				.withMessage("topic name must have at least one character");
		}

		@Test // [MQTT-3.3.2-14]
		void takesNoWildcardInTheResponseTopic() {
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.respondTo("+", null))
				.withMessage("topic name must not contain the wildcards + and #, was \"+\"");
		}

		@Test
		void leavesToClientAndServerWhatIsTheirs() {
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.property(Property.TOPIC_ALIAS, 1))
				.withMessage("an application must not set the topic alias of a message");
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.property(Property.RECEIVE_MAXIMUM, 1))
				.withMessage("an application must not set the receive maximum of a message");
		}

		@Test
		void countsAPartOfASecondOfItsExpiryAsOne() {
			assertThat(expiry(Duration.ofMillis(1))).isOne();
			assertThat(expiry(Duration.ofMillis(1500))).isEqualTo(2);
			assertThat(expiry(Duration.ofSeconds(2))).isEqualTo(2);
			assertThat(expiry(Duration.ZERO)).isZero();
		}

		private @Nullable Long expiry(Duration expiry) {
			return this.builder.messageExpiry(expiry).build().properties().get(Property.MESSAGE_EXPIRY_INTERVAL);
		}

		@Test
		@SuppressWarnings("NullAway") // what callers without such checks may do
		void saysWhatMustNotBeNull() {
			assertThatNullPointerException().isThrownBy(() -> MqttMessage.builder((String) null))
				.withMessage("topic name must not be null");
			assertThatNullPointerException().isThrownBy(() -> MqttMessage.builder((TopicName) null))
				.withMessage("topic name must not be null");
			assertThatNullPointerException().isThrownBy(() -> this.builder.payload((String) null))
				.withMessage("payload must not be null");
			assertThatNullPointerException().isThrownBy(() -> this.builder.payload((byte[]) null))
				.withMessage("payload must not be null");
			assertThatNullPointerException().isThrownBy(() -> this.builder.qos(null))
				.withMessage("qos must not be null");
		}

		@Test
		void takesAnExpiryOfUpTo136Years() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.builder.messageExpiry(Duration.ofSeconds(4_294_967_296L)))
				.withMessage("message expiry interval must be 0..4294967295, was 4294967296");
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.messageExpiry(Duration.ofSeconds(-1)))
				.withMessage("message expiry interval must be 0..4294967295, was -1");
		}

	}

}
