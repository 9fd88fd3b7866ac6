// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.UserProperty;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class MqttMessageMapperTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	@Nested
	class Received {

		@Test
		void hasThePayloadAndWhatTheDeliverySays() {
			MqttMessage message = MqttMessage.builder("plant/a")
				.payload(PAYLOAD)
				.qos(QoS.AT_LEAST_ONCE)
				.retain(true)
				.build();

			Message<byte[]> received = MqttMessageMapper.toMessage(new SecondDelivery(message));

			assertThat(received.getPayload()).isSameAs(PAYLOAD);
			assertThat(withoutIdAndTime(received)).containsExactlyInAnyOrderEntriesOf(Map.of(MqttHeaders.RECEIVED_TOPIC,
					"plant/a", MqttHeaders.RECEIVED_QOS, QoS.AT_LEAST_ONCE, MqttHeaders.RECEIVED_RETAINED, true,
					MqttHeaders.DUPLICATE, true, MqttHeaders.PACKET_ID, 9));
		}

		@Test
		void hasThePropertiesThatAreThere() {
			byte[] correlationData = { 7 };
			MqttMessage message = MqttMessage.builder("plant/a")
				.contentType("application/json")
				.messageExpiry(Duration.ofMinutes(1))
				.respondTo("answers", correlationData)
				.userProperty("a", "1")
				.userProperty("a", "2")
				.property(Property.PAYLOAD_FORMAT_INDICATOR, true)
				.build();

			MessageHeaders headers = MqttMessageMapper.toHeaders(new SecondDelivery(message));

			assertThat(headers).containsEntry(MqttHeaders.CONTENT_TYPE, "application/json")
				.containsEntry(MqttHeaders.MESSAGE_EXPIRY, Duration.ofMinutes(1))
				.containsEntry(MqttHeaders.RESPONSE_TOPIC, "answers")
				.containsEntry(MqttHeaders.CORRELATION_DATA, correlationData)
				.containsEntry(MqttHeaders.PAYLOAD_FORMAT_INDICATOR, true)
				.containsEntry(MqttHeaders.USER_PROPERTIES,
						List.of(new UserProperty("a", "1"), new UserProperty("a", "2")));
		}

		@Test
		void givesOneHeaderAlone() {
			Delivery delivery = new SecondDelivery(MqttMessage.builder("plant/a").build());

			assertThat(MqttMessageMapper.receivedHeader(delivery, MqttHeaders.RECEIVED_TOPIC)).isEqualTo("plant/a");
			assertThat(MqttMessageMapper.receivedHeader(delivery, MqttHeaders.CONTENT_TYPE)).isNull();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttMessageMapper.receivedHeader(delivery, MqttHeaders.TOPIC))
				.withMessageContaining("was \"mqtt_topic\"");
		}

		private static Map<String, Object> withoutIdAndTime(Message<?> message) {
			Map<String, Object> headers = new HashMap<>(message.getHeaders());
			headers.keySet().removeAll(List.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP));
			return headers;
		}

	}

	@Nested
	class Sent {

		@Test
		void hasThePayloadAndTheDefaults() {
			MqttMessage message = send(Map.of(MqttHeaders.TOPIC, "plant/a"));

			assertThat(message).isEqualTo(MqttMessage.builder("plant/a").payload(PAYLOAD).build());
			assertThat(message.payload()).isSameAs(PAYLOAD);
		}

		@Test
		void hasWhatTheHeadersSay() {
			byte[] correlationData = { 7 };

			MqttMessage message = send(Map.of(MqttHeaders.TOPIC, "plant/a", MqttHeaders.QOS, QoS.EXACTLY_ONCE,
					MqttHeaders.RETAINED, true, MqttHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON,
					MqttHeaders.MESSAGE_EXPIRY, Duration.ofMinutes(1), MqttHeaders.RESPONSE_TOPIC, "answers",
					MqttHeaders.CORRELATION_DATA, correlationData, MqttHeaders.PAYLOAD_FORMAT_INDICATOR, true,
					MqttHeaders.USER_PROPERTIES, List.of(new UserProperty("a", "1"))));

			assertThat(message).isEqualTo(MqttMessage.builder("plant/a")
				.payload(PAYLOAD)
				.qos(QoS.EXACTLY_ONCE)
				.retain(true)
				.contentType("application/json")
				.messageExpiry(Duration.ofMinutes(1))
				.respondTo("answers", correlationData)
				.property(Property.PAYLOAD_FORMAT_INDICATOR, true)
				.userProperty("a", "1")
				.build());
		}

		@Test
		void takesTheQosAsANumber() {
			assertThat(send(Map.of(MqttHeaders.TOPIC, "a", MqttHeaders.QOS, 1)).qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		}

		@Test
		void doesNotRepeatTopicQosAndRetainFlagOfAReceivedMessage() {
			MqttMessage received = MqttMessage.builder("here")
				.payload(PAYLOAD)
				.qos(QoS.EXACTLY_ONCE)
				.retain(true)
				.build();
			Map<String, Object> headers = new HashMap<>(MqttMessageMapper.toHeaders(new SecondDelivery(received)));
			headers.put(MqttHeaders.TOPIC, "there");

			assertThat(send(headers)).isEqualTo(MqttMessage.builder("there").payload(PAYLOAD).build());
		}

		@ParameterizedTest
		@MethodSource("io.github.mqttboot.spring.MqttMessageMapperTests#mistakes")
		void namesTheHeaderThatIsWrong(Map<String, Object> headers, String message) {
			assertThatIllegalArgumentException().isThrownBy(() -> send(headers)).withMessage(message);
		}

		@Test
		void mustHaveBytes() {
			assertThatIllegalArgumentException().isThrownBy(
					() -> MqttMessageMapper.toMqttMessage(new GenericMessage<>("x", Map.of(MqttHeaders.TOPIC, "a"))))
				.withMessage("payload must be a byte[], was a java.lang.String");
		}

		private static MqttMessage send(Map<String, Object> headers) {
			return MqttMessageMapper.toMqttMessage(new GenericMessage<>(PAYLOAD, headers));
		}

	}

	static List<Arguments> mistakes() {
		return List.of(arguments(Map.of(), "message must have the header mqtt_topic"),
				arguments(Map.of(MqttHeaders.TOPIC, "a/#"),
						"topic name must not contain the wildcards + and #, was \"a/#\""),
				arguments(Map.of(MqttHeaders.TOPIC, "a", MqttHeaders.QOS, 3), "qos must be 0, 1 or 2, was 3"),
				arguments(Map.of(MqttHeaders.TOPIC, "a", MqttHeaders.QOS, "1"),
						"header mqtt_qos must be a QoS, was a java.lang.String"),
				arguments(Map.of(MqttHeaders.TOPIC, "a", MqttHeaders.RETAINED, "yes"),
						"header mqtt_retained must be a Boolean, was a java.lang.String"),
				arguments(Map.of(MqttHeaders.TOPIC, "a", MqttHeaders.USER_PROPERTIES, List.of("x")),
						"header mqtt_userProperties must be a List of UserProperty, was a "
								+ List.of("x").getClass().getName()));
	}

	/** What a client delivers the second time. */
	private record SecondDelivery(MqttMessage message) implements Delivery {

		@Override
		public boolean duplicate() {
			return true;
		}

		@Override
		public int packetId() {
			return 9;
		}

		@Override
		public void acknowledge(ReasonCode reasonCode, PacketProperties properties) {
			throw new UnsupportedOperationException();
		}

	}

}
