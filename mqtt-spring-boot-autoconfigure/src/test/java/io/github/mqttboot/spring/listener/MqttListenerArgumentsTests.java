// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.Collection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeDelivery;
import io.github.mqttboot.spring.MqttHeaders;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

/** What a method is called with. */
class MqttListenerArgumentsTests {

	/** Starts one listener, delivers one message and returns how it was acknowledged. */
	private static @Nullable ReasonCode deliver(Class<? extends Recorder> listener, MqttMessage message,
			@Nullable Object... expected) {
		try (Listeners listeners = Listeners.of(listener)) {
			FakeDelivery delivery = listeners.deliverOne(message);
			assertThat(listeners.client().escaped()).isEmpty();
			if (delivery.outcome() == ReasonCode.SUCCESS) {
				assertThat(listeners.bean(listener).arguments).containsExactly(expected);
			}
			return delivery.outcome();
		}
	}

	private static @Nullable ReasonCode deliver(Class<? extends Recorder> listener, String topic, String payload,
			@Nullable Object... expected) {
		return deliver(listener, message(topic, payload.getBytes(StandardCharsets.UTF_8)), expected);
	}

	private static MqttMessage message(String topic, byte[] payload) {
		return MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

	/** Keeps what it was called with. */
	static class Recorder {

		final List<@Nullable Object> arguments = new ArrayList<>();

		void called(@Nullable Object... arguments) {
			this.arguments.addAll(Arrays.asList(arguments));
		}

	}

	/** Keeps why it was not called, too. */
	static class FailureRecorder extends Recorder {

		@Nullable MqttListenerException failure;

		@Bean
		MqttListenerErrorHandler keeping() {
			return (failure) -> {
				this.failure = failure;
				return failure.reasonCode();
			};
		}

	}

	@Nested
	class PayloadAs {

		@Test
		void bytesIsThePayloadItself() {
			byte[] payload = { 1, 2, (byte) 0xFF };

			assertThat(deliver(Bytes.class, message("a", payload), payload)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Bytes.class, message("a", new byte[0]), new byte[0])).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void stringIsTheText() {
			assertThat(deliver(Text.class, "a", "Süd – 3 °C", "Süd – 3 °C")).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Text.class, "a", "", "")).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void stringMayHaveTheReplacementCharacterIfItWasSent() {
			assertThat(deliver(Text.class, "a", "a\uFFFDb", "a\uFFFDb")).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void stringMustBeUtf8() {
			byte[] latin1 = "23°C".getBytes(StandardCharsets.ISO_8859_1);

			assertThat(deliver(Text.class, message("a", latin1))).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
		}

		@Test
		void numberIsReadFromText() {
			assertThat(deliver(Number.class, "a", "54.7", 54.7)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Number.class, "a", " -3e2\n", -300.0)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Number.class, "a", "nan")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
			assertThat(deliver(Number.class, "a", "")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
		}

		@Test
		void numberMayHaveLeadingZeros() {
			assertThat(deliver(Decimal.class, "a", "007970903", new BigDecimal("7970903")))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void booleanIsReadFromTheWordsOfDevices() {
			assertThat(deliver(Flag.class, "a", "true", true)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Flag.class, "a", "ON", true)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Flag.class, "a", "off", false)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Flag.class, "a", "maybe")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
		}

		@Test
		void enumIsReadFromItsNameInAnyCase() {
			assertThat(deliver(Day.class, "a", "monday", DayOfWeek.MONDAY)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(Day.class, "a", "someday")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
		}

		@Test
		void recordIsReadFromJson() {
			assertThat(deliver(Json.class, "a", "{\"celsius\":71.5,\"unknown\":1}", new Reading(71.5, null)))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test // the content type of a device is seldom right
		void recordIsReadFromJsonWhateverTheContentTypeSays() {
			MqttMessage message = MqttMessage.builder("a")
				.payload("{\"celsius\":1}")
				.qos(QoS.AT_LEAST_ONCE)
				.contentType("no MIME type; at all")
				.build();

			assertThat(deliver(Json.class, message, new Reading(1.0, null))).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void recordCannotBeAbsent() {
			assertThat(deliver(Json.class, "a", "")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
			assertThat(deliver(Json.class, "a", "null")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
		}

		@Test
		void collectionsKeepTheTypesOfTheirElements() {
			assertThat(deliver(JsonList.class, "a", "[{\"celsius\":1},{\"celsius\":2}]",
					List.of(new Reading(1.0, null), new Reading(2.0, null))))
				.isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(JsonMap.class, "a", "{\"x\":[1,2]}", Map.of("x", List.of(1, 2))))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void treeIsReadFromAnyJson() {
			assertThat(deliver(Tree.class, "a", "{\"x\":[1,2]}", "2")).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void optionalIsEmptyForAnEmptyPayload() {
			assertThat(deliver(OptionalJson.class, "a", "", Optional.empty())).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(OptionalJson.class, "a", "{\"celsius\":1}", Optional.of(new Reading(1.0, null))))
				.isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(OptionalNumber.class, "a", "", Optional.empty())).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(OptionalNumber.class, "a", "12", Optional.of(12))).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void nullableIsNullForAnEmptyPayload() {
			assertThat(deliver(NullableJson.class, "a", "", (Object) null)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(NotRequiredText.class, "a", "", (Object) null)).isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(NotRequiredText.class, "a", "x", "x")).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void validObjectIsPassedOnAndAnotherRefused() {
			try (Listeners listeners = Listeners.of(Validated.class)) {
				Validated listener = listeners.bean(Validated.class);

				assertThat(listeners.deliverOne("a", "{\"celsius\":99,\"unit\":\"C\"}").outcome())
					.isEqualTo(ReasonCode.SUCCESS);
				assertThat(listener.arguments).containsExactly(new Reading(99.0, "C"));

				assertThat(listeners.deliverOne("a", "{\"celsius\":101}").outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(listener.arguments).hasSize(1);
				assertThat(listener.failure).hasMessage("listener 'validated' could not handle the message on topic"
						+ " 'a': payload is not valid: celsius must be less than or equal to 100, unit must not be null");
			}
		}

		static class Bytes extends Recorder {

			@MqttSubscribe("a")
			void on(byte[] payload) {
				called(payload);
			}

		}

		static class Text extends Recorder {

			@MqttSubscribe("a")
			void on(String payload) {
				called(payload);
			}

		}

		static class Number extends Recorder {

			@MqttSubscribe("a")
			void on(double payload) {
				called(payload);
			}

		}

		static class Decimal extends Recorder {

			@MqttSubscribe("a")
			void on(BigDecimal payload) {
				called(payload);
			}

		}

		static class Flag extends Recorder {

			@MqttSubscribe("a")
			void on(boolean payload) {
				called(payload);
			}

		}

		static class Day extends Recorder {

			@MqttSubscribe("a")
			void on(DayOfWeek payload) {
				called(payload);
			}

		}

		static class Json extends Recorder {

			@MqttSubscribe("a")
			void on(Reading payload) {
				called(payload);
			}

		}

		static class JsonList extends Recorder {

			@MqttSubscribe("a")
			void on(List<Reading> payload) {
				called(payload);
			}

		}

		static class JsonMap extends Recorder {

			@MqttSubscribe("a")
			void on(Map<String, Object> payload) {
				called(payload);
			}

		}

		static class Tree extends Recorder {

			@MqttSubscribe("a")
			void on(JsonNode payload) {
				called(payload.at("/x/1").asString());
			}

		}

		static class OptionalJson extends Recorder {

			@MqttSubscribe("a")
			void on(Optional<Reading> payload) {
				called(payload);
			}

		}

		static class OptionalNumber extends Recorder {

			@MqttSubscribe("a")
			void on(Optional<Integer> payload) {
				called(payload);
			}

		}

		static class NullableJson extends Recorder {

			@MqttSubscribe("a")
			void on(@Nullable Reading payload) {
				called(payload);
			}

		}

		static class NotRequiredText extends Recorder {

			@MqttSubscribe("a")
			void on(@Payload(required = false) String payload) {
				called(payload);
			}

		}

		static class Validated extends Recorder {

			@Nullable MqttListenerException failure;

			@Bean
			static LocalValidatorFactoryBean validator() {
				return new LocalValidatorFactoryBean();
			}

			@Bean
			MqttListenerErrorHandler keeping() {
				return (failure) -> {
					this.failure = failure;
					return failure.reasonCode();
				};
			}

			@MqttSubscribe(topics = "a", id = "validated")
			void on(@Valid Reading payload) {
				called(payload);
			}

		}

	}

	record Reading(@Max(100) Double celsius, @NotNull @Nullable String unit) {
	}

	@Nested
	class TopicVariables {

		@Test
		void areBoundByName() {
			assertThat(deliver(ByName.class, "plant/hall a/press-1/temperature", "71.5", "press-1", 71.5, "hall a"))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void areBoundByAnnotation() {
			assertThat(deliver(ByAnnotation.class, "plant/7/x", "", "x", 7)).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void areConverted() {
			UUID id = UUID.randomUUID();

			assertThat(deliver(Converted.class, "2026-11-23/FRIDAY/" + id + "/m1", "", LocalDate.of(2026, 11, 23),
					DayOfWeek.FRIDAY, id, new MachineId("m1")))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void thatCannotBeConvertedAreTheTopicsFault() {
			assertThat(deliver(ByAnnotation.class, "plant/seven/x", "")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
			assertThat(deliver(ByAnnotation.class, "plant//x", "")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
		}

		@Test
		void mayBeInSomeTopicsOnly() {
			assertThat(deliver(InSomeTopics.class, "a/l1/m1", "", "l1", Optional.of("m1")))
				.isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(InSomeTopics.class, "b/l2", "", "l2", Optional.empty())).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void takeTheRestOfTheTopic() {
			assertThat(deliver(Rest.class, "files/a/b/c", "", "a/b/c")).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void giveWayToAPayloadOfTheSameName() {
			assertThat(deliver(SameName.class, "plant/a", "text", "text")).isEqualTo(ReasonCode.SUCCESS);
		}

		static class ByName extends Recorder {

			@MqttSubscribe("plant/{line}/{machine}/temperature")
			void on(String machine, double celsius, String line) {
				called(machine, celsius, line);
			}

		}

		static class ByAnnotation extends Recorder {

			@MqttSubscribe("plant/{line}/{machine-id}")
			void on(@TopicVariable("machine-id") String machine, @DestinationVariable int line) {
				called(machine, line);
			}

		}

		record MachineId(String value) {

			public static MachineId of(String value) {
				return new MachineId(value);
			}

		}

		static class Converted extends Recorder {

			@MqttSubscribe("{date}/{day}/{id}/{machine}")
			void on(LocalDate date, DayOfWeek day, UUID id, MachineId machine) {
				called(date, day, id, machine);
			}

		}

		static class InSomeTopics extends Recorder {

			@MqttSubscribe({ "a/{line}/{machine}", "b/{line}" })
			void on(String line, Optional<String> machine) {
				called(line, machine);
			}

		}

		static class Rest extends Recorder {

			@MqttSubscribe("files/{path...}")
			void on(String path) {
				called(path);
			}

		}

		static class SameName extends Recorder {

			@MqttSubscribe("plant/{line}")
			void on(@Payload String line) {
				called(line);
			}

		}

	}

	@Nested
	class UserProperties {

		private final MqttMessage message = MqttMessage.builder("a")
			.qos(QoS.AT_LEAST_ONCE)
			.userProperty("tenant", "blue")
			.userProperty("Tenant", "other")
			.userProperty("level", "7")
			.userProperty("level", "8")
			.build();

		@Test
		void areBoundByTheirNames() {
			assertThat(deliver(ByName.class, this.message, "blue", Optional.of("blue"), 7))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void ofOneNameAreAllInACollectionOrAnArray() {
			assertThat(deliver(All.class, this.message, List.of("7", "8"), List.of(7, 8), Set.of(7L, 8L),
					new int[] { 7, 8 }, Optional.of(List.of(7, 8)), List.of("blue")))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void mayBeAbsent() {
			assertThat(deliver(Absent.class, "a", "", null, null, Optional.empty(), Optional.empty(), "none",
					List.of(1, 2)))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void areAnErrorIfTheyMustNotBeAbsent() {
			assertThat(deliver(ByName.class, "a", "")).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}

		@Test
		void areAnErrorThatDoesNotQuoteThemIfTheyCannotBeConverted() {
			try (Listeners listeners = Listeners.of(NotANumber.class)) {
				assertThat(listeners.deliverOne(this.message).outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);

				assertThat(listeners.bean(NotANumber.class).failure)
					.hasMessageEndingWith(": header \"tenant\" cannot be converted to int");
			}
		}

		static class ByName extends Recorder {

			@MqttSubscribe("a")
			void on(@Header String tenant, @Header("tenant") Optional<String> optional, @Header int level) {
				called(tenant, optional, level);
			}

		}

		static class All extends Recorder {

			@MqttSubscribe("a")
			void on(@Header("level") List<String> texts, @Header("level") List<Integer> numbers,
					@Header("level") Set<Long> set, @Header("level") int[] array,
					@Header("level") Optional<List<Integer>> optional, @Header("tenant") Collection<String> one) {
				called(texts, numbers, set, array, optional, one);
			}

		}

		static class Absent extends Recorder {

			@MqttSubscribe("a")
			void on(@Header @Nullable String tenant, @Header(required = false) List<String> levels,
					@Header("tenant") Optional<String> optional, @Header("tenant") Optional<List<String>> optionals,
					@Header(name = "tenant", defaultValue = "none") String otherwise,
					@Header(name = "level", defaultValue = "1,2") List<Integer> numbers) {
				called(tenant, levels, optional, optionals, otherwise, numbers);
			}

		}

		static class NotANumber extends FailureRecorder {

			@MqttSubscribe("a")
			void on(@Header int tenant) {
				called(tenant);
			}

		}

	}

	@Nested
	class HeadersAndMessages {

		private final MqttMessage message = MqttMessage.builder("plant/a")
			.payload("12")
			.qos(QoS.EXACTLY_ONCE)
			.retain(true)
			.contentType("text/plain")
			.messageExpiry(Duration.ofSeconds(30))
			.respondTo("answers", new byte[] { 1 })
			.userProperty("trace", "x")
			.build();

		@Test
		void areBoundByAnnotation() {
			assertThat(deliver(SomeHeaders.class, this.message, "plant/a", QoS.EXACTLY_ONCE, 2, true, 7, false,
					"text/plain", Optional.of("answers"), Duration.ofSeconds(30)))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void mayBeAbsent() {
			assertThat(deliver(AbsentHeaders.class, "a", "", Optional.empty(), null, null, "text/unknown"))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void ofBytesAreTextInUtf8ForWhatIsMadeOfText() {
			UUID id = UUID.randomUUID();
			byte[] bytes = id.toString().getBytes(StandardCharsets.UTF_8);

			assertThat(deliver(CorrelationData.class, correlated("Süd 4".getBytes(StandardCharsets.UTF_8)), "Süd 4",
					"Süd 4", Optional.of("Süd 4"), "Süd 4"))
				.isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(CorrelationId.class, correlated(bytes), id, bytes)).isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void ofBytesMayBeAbsent() {
			assertThat(deliver(NoCorrelationData.class, "a", "", null, Optional.empty(), null, "none"))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void ofBytesAreAnErrorIfTheyAreNotText() {
			try (Listeners listeners = Listeners.of(NotRequiredCorrelationData.class)) {
				assertThat(listeners.deliverOne(correlated(new byte[] { 'a', (byte) 0xFF })).outcome())
					.isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);

				assertThat(listeners.bean(NotRequiredCorrelationData.class).failure)
					.hasMessageEndingWith(": header \"mqtt_correlationData\" is not text in UTF-8");
			}
		}

		private static MqttMessage correlated(byte[] data) {
			return MqttMessage.builder("a").qos(QoS.AT_LEAST_ONCE).respondTo("answers", data).build();
		}

		@Test
		void areAnErrorIfTheyMustNotBeAbsent() {
			assertThat(deliver(RequiredHeader.class, "a", "")).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}

		@Test
		void areAnErrorIfTheyCannotBeConverted() {
			MqttMessage message = this.message.toBuilder().qos(QoS.AT_LEAST_ONCE).build();

			assertThat(deliver(WrongHeader.class, message)).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}

		@Test
		void ofSpringHaveThePayloadConverted() {
			assertThat(deliver(SpringMessage.class, this.message, 12, "plant/a", "plant/a", "plant/a"))
				.isEqualTo(ReasonCode.SUCCESS);
			assertThat(deliver(SpringMessage.class, "plant/a", "")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
		}

		@Test
		void ofSpringHaveTheBytesIfNothingElseIsAskedFor() {
			assertThat(deliver(AnyMessage.class, this.message, "12".getBytes(StandardCharsets.UTF_8)))
				.isEqualTo(ReasonCode.SUCCESS);
		}

		@Test
		void ofTheClientArePassedOnAsTheyAre() {
			assertThat(deliver(Raw.class, this.message, this.message, this.message)).isEqualTo(ReasonCode.SUCCESS);
		}

		static class SomeHeaders extends Recorder {

			@MqttSubscribe("plant/+")
			void on(@Header(MqttHeaders.RECEIVED_TOPIC) String topic, @Header(MqttHeaders.RECEIVED_QOS) QoS qos,
					@Header(MqttHeaders.RECEIVED_QOS) int level,
					@Header(MqttHeaders.RECEIVED_RETAINED) boolean retained,
					@Header(MqttHeaders.PACKET_ID) int packetId, @Header(MqttHeaders.DUPLICATE) Boolean duplicate,
					@Header String contentType, @Header(MqttHeaders.RESPONSE_TOPIC) Optional<String> answers,
					@Header(MqttHeaders.MESSAGE_EXPIRY) Duration expiry) {
				called(topic, qos, level, retained, packetId, duplicate, contentType, answers, expiry);
			}

		}

		static class AbsentHeaders extends Recorder {

			@MqttSubscribe("a")
			void on(@Header(MqttHeaders.RESPONSE_TOPIC) Optional<String> answers,
					@Header(MqttHeaders.MESSAGE_EXPIRY) @Nullable Duration expiry,
					@Header(name = MqttHeaders.CORRELATION_DATA, required = false) byte[] correlationData,
					@Header(name = MqttHeaders.CONTENT_TYPE, defaultValue = "text/unknown") String contentType) {
				called(answers, expiry, correlationData, contentType);
			}

		}

		static class CorrelationData extends Recorder {

			@MqttSubscribe("a")
			void on(@Header(MqttHeaders.CORRELATION_DATA) String required,
					@Header(MqttHeaders.CORRELATION_DATA) @Nullable String nullable,
					@Header(MqttHeaders.CORRELATION_DATA) Optional<String> optional,
					@Header(name = MqttHeaders.CORRELATION_DATA, required = false) String notRequired) {
				called(required, nullable, optional, notRequired);
			}

		}

		static class CorrelationId extends Recorder {

			@MqttSubscribe("a")
			void on(@Header(MqttHeaders.CORRELATION_DATA) UUID id, @Header(MqttHeaders.CORRELATION_DATA) byte[] bytes) {
				called(id, bytes);
			}

		}

		static class NoCorrelationData extends Recorder {

			@MqttSubscribe("a")
			void on(@Header(MqttHeaders.CORRELATION_DATA) @Nullable String nullable,
					@Header(MqttHeaders.CORRELATION_DATA) Optional<String> optional,
					@Header(name = MqttHeaders.CORRELATION_DATA, required = false) String notRequired,
					@Header(name = MqttHeaders.CORRELATION_DATA, defaultValue = "none") String otherwise) {
				called(nullable, optional, notRequired, otherwise);
			}

		}

		static class NotRequiredCorrelationData extends FailureRecorder {

			@MqttSubscribe("a")
			void on(@Header(name = MqttHeaders.CORRELATION_DATA, required = false) String data) {
				called(data);
			}

		}

		static class RequiredHeader extends Recorder {

			@MqttSubscribe("a")
			void on(@Header(MqttHeaders.RESPONSE_TOPIC) String answers) {
				called(answers);
			}

		}

		static class WrongHeader extends Recorder {

			@MqttSubscribe("plant/+")
			void on(@Header(MqttHeaders.CONTENT_TYPE) int contentType) {
				called(contentType);
			}

		}

		static class SpringMessage extends Recorder {

			@MqttSubscribe("plant/+")
			void on(Message<Integer> message, MessageHeaders headers, @Headers Map<String, Object> map) {
				called(message.getPayload(), message.getHeaders().get(MqttHeaders.RECEIVED_TOPIC),
						headers.get(MqttHeaders.RECEIVED_TOPIC), map.get(MqttHeaders.RECEIVED_TOPIC));
			}

		}

		static class AnyMessage extends Recorder {

			@MqttSubscribe("plant/+")
			void on(Message<?> message) {
				called(message.getPayload());
			}

		}

		static class Raw extends Recorder {

			@MqttSubscribe("plant/+")
			void on(MqttMessage message, Delivery delivery) {
				called(message, delivery.message());
			}

		}

	}

}
