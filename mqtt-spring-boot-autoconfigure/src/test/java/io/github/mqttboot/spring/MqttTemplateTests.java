// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.UserProperty;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

class MqttTemplateTests {

	private FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);

	private MqttTemplate template = template(this.client);

	private static MqttTemplate template(FakeMqttClient client) {
		return new MqttTemplate(client, new JacksonJsonMessageConverter(JsonMapper.builder().build()),
				QoS.AT_LEAST_ONCE, true);
	}

	private MqttMessage published() {
		assertThat(this.client.published).hasSize(1);
		return this.client.published.get(0);
	}

	record Reading(double celsius, String unit) {
	}

	@Nested
	class Objects {

		@Test
		void textIsSentInUtf8WithTheConfiguredQosAndRetainFlag() {
			var result = MqttTemplateTests.this.template.convertAndSend("plant/a", "läuft");

			assertThat(result).isCompletedWithValue(PublishResult.SUCCESS);
			assertThat(published().topic()).isEqualTo("plant/a");
			assertThat(published().payload()).isEqualTo("läuft".getBytes(StandardCharsets.UTF_8));
			assertThat(published().qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(published().retain()).isTrue();
		}

		@Test
		void bytesAreSentAsTheyAreAndNotDescribed() {
			byte[] bytes = { 0, 1, (byte) 0xFF };

			MqttTemplateTests.this.template.convertAndSend("plant/a", bytes);

			assertThat(published().payload()).isSameAs(bytes);
			assertThat(published().properties().isEmpty()).isTrue();
		}

		@Test
		void anythingElseIsSentAsJson() {
			MqttTemplateTests.this.template.convertAndSend("plant/a", new Reading(71.5, "°C"));

			assertThat(published().payloadAsString()).isEqualTo("{\"celsius\":71.5,\"unit\":\"°C\"}");
		}

		@Test
		void numbersAndFlagsAreSentAsTheyAreWrittenInJson() {
			MqttTemplateTests.this.template.convertAndSend("plant/a", 71.5);
			MqttTemplateTests.this.template.convertAndSend("plant/b", true);

			assertThat(MqttTemplateTests.this.client.published).extracting(MqttMessage::payloadAsString)
				.containsExactly("71.5", "true");
		}

		@Test
		void nullIsAnEmptyPayload() {
			MqttTemplateTests.this.template.convertAndSend("plant/a", null);

			assertThat(published().payload()).isEmpty();
			assertThat(published().properties().isEmpty()).isTrue();
		}

		@Test
		void theCustomizerHasTheLastWord() {
			MqttTemplateTests.this.template.convertAndSend("plant/a", "on",
					(message) -> message.qos(QoS.EXACTLY_ONCE)
						.retain(false)
						.contentType("text/x-state")
						.messageExpiry(Duration.ofMinutes(1)));

			assertThat(published().qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(published().retain()).isFalse();
			assertThat(published().properties().get(Property.CONTENT_TYPE)).isEqualTo("text/x-state");
			assertThat(published().properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isEqualTo(60L);
		}

		@Test // [MQTT-3.3.2-2]
		void aTopicWithAWildcardIsRefusedAtTheCall() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttTemplateTests.this.template.convertAndSend("plant/+", "x"))
				.withMessageContaining("wildcards")
				.withMessageContaining("plant/+");
			assertThat(MqttTemplateTests.this.client.published).isEmpty();
		}

		@Test
		void aWholeMessageIsNoPayload() {
			MqttMessage message = MqttMessage.builder("plant/b").build();

			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttTemplateTests.this.template.convertAndSend("plant/a", message));
		}

		@Test
		void withoutAConverterAnObjectIsRefusedAndTextIsNot() {
			MqttTemplate plain = new MqttTemplate(MqttTemplateTests.this.client, null, QoS.AT_MOST_ONCE, false);

			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> plain.convertAndSend("plant/a", new Reading(1, "K")))
				.withMessageContaining(Reading.class.getName());
			assertThat(plain.convertAndSend("plant/a", "x")).isCompleted();
		}

		@Test
		void whatAConverterWritesAsTextIsSentInUtf8() {
			MqttTemplate xml = new MqttTemplate(MqttTemplateTests.this.client, new TextConverter("<ü/>"),
					QoS.AT_MOST_ONCE, false);

			xml.convertAndSend("plant/a", new Reading(1, "K"));

			assertThat(published().payload()).isEqualTo("<ü/>".getBytes(StandardCharsets.UTF_8));
			assertThat(published().properties().get(Property.CONTENT_TYPE)).isEqualTo("application/xml");
		}

	}

	@Nested
	class Descriptions {

		@Test
		void inVersion5TextSaysThatItIsText() {
			MqttTemplateTests.this.template.convertAndSend("plant/a", "on");

			assertThat(published().properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
			assertThat(published().properties().get(Property.PAYLOAD_FORMAT_INDICATOR)).isTrue();
		}

		@Test
		void inVersion5JsonSaysThatItIsJson() {
			MqttTemplateTests.this.template.convertAndSend("plant/a", new Reading(1, "K"));

			assertThat(published().properties().get(Property.CONTENT_TYPE)).isEqualTo("application/json");
			assertThat(published().properties().get(Property.PAYLOAD_FORMAT_INDICATOR)).isTrue();
		}

		@Test
		void inVersion311NothingIsSaid() {
			FakeMqttClient client = FakeMqttClient.of(MqttVersion.V3_1_1);
			Message<String> message = MessageBuilder.withPayload("x")
				.setHeader(MqttHeaders.TOPIC, "plant/c")
				.setHeader(MessageHeaders.CONTENT_TYPE, "text/plain")
				.build();

			template(client).convertAndSend("plant/a", "on");
			template(client).convertAndSend("plant/b", new Reading(1, "K"));
			template(client).send(message);

			assertThat(client.published).hasSize(3).allMatch((sent) -> sent.properties().isEmpty());
		}

	}

	@Nested
	class Messages {

		@Test
		void anMqttMessageIsSentAsItIs() {
			MqttMessage message = MqttMessage.builder("plant/a").payload("x").build();

			MqttTemplateTests.this.template.send(message);

			assertThat(published()).isSameAs(message);
		}

		@Test
		void aSpringMessageIsSentAsItsHeadersSay() {
			Message<Reading> message = MessageBuilder.withPayload(new Reading(1, "K"))
				.setHeader(MqttHeaders.TOPIC, "plant/a")
				.setHeader(MqttHeaders.QOS, 2)
				.setHeader(MqttHeaders.RETAINED, false)
				.setHeader(MqttHeaders.RESPONSE_TOPIC, "plant/a/answers")
				.build();

			MqttTemplateTests.this.template.send(message);

			assertThat(published().topic()).isEqualTo("plant/a");
			assertThat(published().payloadAsString()).isEqualTo("{\"celsius\":1.0,\"unit\":\"K\"}");
			assertThat(published().qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(published().retain()).isFalse();
			assertThat(published().properties().get(Property.RESPONSE_TOPIC)).isEqualTo("plant/a/answers");
			assertThat(published().properties().get(Property.CONTENT_TYPE)).isEqualTo("application/json");
		}

		@Test
		void aSpringMessageThatSaysLittleIsSentWithTheConfiguredQosAndRetainFlag() {
			Message<String> message = MessageBuilder.withPayload("x").setHeader(MqttHeaders.TOPIC, "plant/a").build();

			MqttTemplateTests.this.template.send(message);

			assertThat(published().qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(published().retain()).isTrue();
			assertThat(published().properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
		}

		@Test
		void aSpringMessageWithoutATopicIsRefusedAtTheCall() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttTemplateTests.this.template.send(new GenericMessage<>("x")))
				.withMessageContaining(MqttHeaders.TOPIC);
		}

	}

	/** Writes always the same text. */
	private record TextConverter(String text) implements MessageConverter {

		@Override
		public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			return MessageBuilder.withPayload(this.text)
				.setHeader(MessageHeaders.CONTENT_TYPE, "application/xml")
				.build();
		}

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			throw new UnsupportedOperationException();
		}

	}

	@Nested
	class Intercepted {

		private final List<String> told = new ArrayList<>();

		private MqttTemplate template(MqttSendInterceptor... interceptors) {
			return new MqttTemplate(MqttTemplateTests.this.client, null, QoS.AT_LEAST_ONCE, false,
					List.of(interceptors));
		}

		private MqttSendInterceptor adding(String name) {
			return (sending) -> {
				this.told.add(name + " " + sending.message().topic() + sending.message().userProperties());
				return sending.proceed(sending.message().toBuilder().userProperty(name, "x").build());
			};
		}

		@Test
		void eachInterceptorGetsTheMessageOfTheOneBeforeIt() {
			var result = template(adding("a"), adding("b")).convertAndSend("plant/a", "1");

			assertThat(result).isCompletedWithValue(PublishResult.SUCCESS);
			assertThat(this.told).containsExactly("a plant/a[]", "b plant/a" + List.of(new UserProperty("a", "x")));
			assertThat(published().userProperties()).containsExactly(new UserProperty("a", "x"),
					new UserProperty("b", "x"));
		}

		@Test
		void everyWayOfSendingIsIntercepted() {
			MqttTemplate template = template(adding("a"));

			template.send(MqttMessage.builder("plant/1").build());
			template.send(MessageBuilder.withPayload("1").setHeader(MqttHeaders.TOPIC, "plant/2").build());
			template.convertAndSend("plant/3", "1");
			template.convertAndSend("plant/4", "1", (message) -> message.retain(true));

			assertThat(this.told).containsExactly("a plant/1[]", "a plant/2[]", "a plant/3[]", "a plant/4[]");
			assertThat(MqttTemplateTests.this.client.published).hasSize(4)
				.allSatisfy((message) -> assertThat(message.userProperties()).hasSize(1));
		}

		@Test
		void anInterceptorMaySendNothing() {
			CompletableFuture<PublishResult> refused = CompletableFuture.failedFuture(new IllegalStateException("no"));

			var result = template((sending) -> refused, adding("b")).convertAndSend("plant/a", "1");

			assertThat(result).isSameAs(refused);
			assertThat(MqttTemplateTests.this.client.published).isEmpty();
			assertThat(this.told).isEmpty();
		}

		@Test
		void anInterceptorKnowsTheClient() {
			List<MqttClient> clients = new ArrayList<>();

			template((sending) -> {
				clients.add(sending.client());
				return sending.proceed(sending.message());
			}).convertAndSend("plant/a", "1");

			assertThat(clients).containsExactly(MqttTemplateTests.this.client);
		}

	}

}
