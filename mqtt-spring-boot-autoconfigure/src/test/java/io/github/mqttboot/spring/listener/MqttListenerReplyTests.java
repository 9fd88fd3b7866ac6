// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.FakeDelivery;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.MqttSendInterceptor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Listeners reply with what they return, section 4.10. */
@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class MqttListenerReplyTests {

	private static final byte[] CORRELATION = { 1, 2, 3 };

	private static MqttMessage request(String topic) {
		return MqttMessage.builder(topic)
			.payload("71.5")
			.qos(QoS.AT_LEAST_ONCE)
			.respondTo("asker", CORRELATION)
			.build();
	}

	private static MqttMessage reply(Listeners listeners) {
		assertThat(listeners.client().published).hasSize(1);
		return listeners.client().published.get(0);
	}

	private static MqttMessage replyTo(MqttMessage request, Class<?>... beans) {
		try (Listeners listeners = Listeners.of(beans)) {
			FakeDelivery delivery = listeners.deliverOne(request);
			assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			return reply(listeners);
		}
	}

	record Status(double celsius) {
	}

	@Nested
	class Replying {

		@Test
		void aValueGoesToTheResponseTopicWithTheCorrelationDataAndTheQosOfTheRequestAndIsNotRetained() {
			MqttMessage reply = replyTo(request("status"), Values.class);

			assertThat(reply.topic()).isEqualTo("asker");
			assertThat(reply.payloadAsString()).isEqualTo("{\"celsius\":71.5}");
			assertThat(reply.properties().get(Property.CONTENT_TYPE)).isEqualTo("application/json");
			assertThat(reply.properties().get(Property.CORRELATION_DATA)).isEqualTo(CORRELATION);
			assertThat(reply.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(reply.retain()).isFalse();
		}

		@Test
		void theReplyOfAnOptionalIsItsValue() {
			MqttMessage request = MqttMessage.builder("optional")
				.payload("at least 10")
				.respondTo("asker", null)
				.build();

			assertThat(replyTo(request, Values.class).payloadAsString()).isEqualTo("warm");
		}

		@Test
		void theQosIsThatOfTheRequestAsItCame() {
			assertThat(replyTo(request("status").toBuilder().qos(QoS.EXACTLY_ONCE).build(), Values.class).qos())
				.isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(replyTo(request("status").toBuilder().qos(QoS.AT_MOST_ONCE).build(), Values.class).qos())
				.isEqualTo(QoS.AT_MOST_ONCE);
		}

		@Test
		void aRequestWithoutCorrelationDataGetsAReplyWithoutIt() {
			MqttMessage reply = replyTo(MqttMessage.builder("status").payload("1").respondTo("asker", null).build(),
					Values.class);

			assertThat(reply.topic()).isEqualTo("asker");
			assertThat(reply.properties().get(Property.CORRELATION_DATA)).isNull();
		}

		@Test
		void theEndOfAStageIsTheReply() {
			try (Listeners listeners = Listeners.of(Stages.class)) {
				FakeDelivery delivery = listeners.deliverOne(request("status"));
				assertThat(listeners.client().published).isEmpty();
				assertThat(delivery.outcome()).isNull();

				listeners.bean(Stages.class).status.complete(new Status(5));

				assertThat(reply(listeners).payloadAsString()).isEqualTo("{\"celsius\":5.0}");
				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

		@Test
		void theRequestIsAcknowledgedWhenTheServerHasTakenTheReply() {
			try (Listeners listeners = Listeners.of(Values.class)) {
				CompletableFuture<PublishResult> published = new CompletableFuture<>();
				listeners.client().answerPublishes(() -> published);
				FakeDelivery delivery = listeners.deliverOne(request("status"));
				assertThat(delivery.outcome()).isNull();
				assertThat(listeners.container("status").unfinished()).isOne();

				published.complete(PublishResult.SUCCESS);

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
				await().until(() -> listeners.container("status").unfinished() == 0);
			}
		}

		@Test
		void aMessageMaySayMoreButNotWhereItGoes() {
			MqttMessage reply = replyTo(request("message"), Values.class);

			assertThat(reply.topic()).isEqualTo("asker");
			assertThat(reply.payloadAsString()).isEqualTo("{\"celsius\":71.5}");
			assertThat(reply.properties().get(Property.CONTENT_TYPE)).isEqualTo("application/vnd.status+json");
			assertThat(reply.properties().get(Property.CORRELATION_DATA)).isEqualTo(CORRELATION);
			assertThat(reply.userProperties()).containsExactly(new UserProperty("machine", "press-1"));
			assertThat(reply.qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(reply.retain()).isFalse();
		}

		@Test
		void aMessageThatSaysNothingIsSentAsItsPayloadWouldBe() {
			MqttMessage reply = replyTo(request("plain"), Values.class);

			assertThat(reply.payloadAsString()).isEqualTo("warm");
			assertThat(reply.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(reply.retain()).isFalse();
		}

		@Test
		void interceptorsSeeTheReply() {
			assertThat(replyTo(request("status"), Values.class, Tenant.class).userProperties())
				.containsExactly(new UserProperty("tenant", "a"));
		}

		@Test
		void aListenerThatAcknowledgesItselfRepliesAndGoesOnAcknowledgingItself() {
			try (Listeners listeners = Listeners.of(Manual.class)) {
				FakeDelivery delivery = listeners.deliverOne(request("manual"));
				assertThat(reply(listeners).payloadAsString()).isEqualTo("later");
				assertThat(delivery.outcome()).isNull();

				listeners.bean(Manual.class).deliveries.get(0).acknowledge();

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
			}
		}

	}

	@Nested
	class SentTo {

		@Test
		void aReplyToAMessageWithoutResponseTopicGoesWhereTheAnnotationSays() {
			MqttMessage reply = replyTo(MqttMessage.builder("plant/a/press-1/celsius").payload("3").build(),
					AnnotatedMethod.class);

			assertThat(reply.topic()).isEqualTo("x/plant/press-1/a/state");
			assertThat(reply.payloadAsString()).isEqualTo("cold");
		}

		@Test
		void theResponseTopicComesFirst() {
			assertThat(replyTo(request("plant/a/press-1/celsius"), AnnotatedMethod.class).topic()).isEqualTo("asker");
		}

		@Test
		void theAnnotationMayBeOnTheClass() {
			assertThat(replyTo(MqttMessage.builder("a").payload("3").build(), AnnotatedClass.class).topic())
				.isEqualTo("answers");
		}

		@Test
		void aClassThatHasItMayHaveMethodsThatReturnNothing() {
			try (Listeners listeners = Listeners.of(AnnotatedClass.class)) {
				assertThat(listeners.deliverOne("b", "3").outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.client().published).isEmpty();
			}
		}

		@Test
		void inMqtt311ThereAreRepliesToo() {
			try (Listeners listeners = Listeners.of(Map.of("version", "V3_1_1"), AnnotatedMethod.class)) {
				FakeDelivery delivery = listeners.deliverOne("plant/a/press-1/celsius", "3");

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(reply(listeners).topic()).isEqualTo("x/plant/press-1/a/state");
				assertThat(reply(listeners).properties().isEmpty()).isTrue();
			}
		}

		@Test
		void aListenerThatDoesNotHearItselfMayReplyToItsOwnTopic() {
			assertThat(replyTo(MqttMessage.builder("room/a").payload("3").build(), Annotated.class).topic())
				.isEqualTo("room/a");
		}

		@Test
		void severalLevelsOfOneVariableAreKept() {
			assertThat(replyTo(MqttMessage.builder("rest/a/b").payload("3").build(), Annotated.class).topic())
				.isEqualTo("answers/a/b");
		}

	}

	@Nested
	class NotReplying {

		@Test
		void nothingIsSentIfNobodyHasAsked() {
			nothingIsSent(MqttMessage.builder("status").payload("3").qos(QoS.AT_LEAST_ONCE).build());
		}

		@Test
		void nothingIsSentForNull() {
			nothingIsSent(request("null"));
			nothingIsSent(request("optional"));
			nothingIsSent(request("stage/null"));
		}

		@Test
		void nothingIsSentForAStageOfNothingKnown() {
			nothingIsSent(request("stage/unknown"));
			nothingIsSent(request("stage/void"));
			nothingIsSent(request("stage/published"));
		}

		private void nothingIsSent(MqttMessage message) {
			try (Listeners listeners = Listeners.of(Values.class, Quiet.class)) {
				assertThat(listeners.deliverOne(message).outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(listeners.client().published).isEmpty();
			}
		}

	}

	@Nested
	class Failing {

		private final CompletableFuture<PublishResult> lost = CompletableFuture
			.failedFuture(new MqttConnectionException("gone", null));

		@Test
		void aReplyThatCannotBeSentIsAFailedAttempt(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Map.of("max-retries", 1), Values.class)) {
				listeners.client().answerPublishes(() -> this.lost);
				FakeDelivery delivery = listeners.deliverOne(request("status"));
				assertThat(output).contains("listener 'status' could not handle the message on topic 'status':"
						+ " the reply to 'asker' could not be sent: " + MqttConnectionException.class.getName()
						+ ": gone; next attempt in 1000 ms");
				assertThat(delivery.outcome()).isNull();
				listeners.client().answerPublishes(() -> CompletableFuture.completedFuture(PublishResult.SUCCESS));

				listeners.advance(Duration.ofSeconds(1));

				await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS));
				assertThat(listeners.client().published).hasSize(2);
			}
		}

		@Test
		void theErrorHandlerIsToldWhyTheReplyCouldNotBeSent() {
			try (Listeners listeners = Listeners.of(Values.class, Handler.class)) {
				listeners.client().answerPublishes(() -> this.lost);

				FakeDelivery delivery = listeners.deliverOne(request("status"));

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(listeners.bean(Handler.class).failures).singleElement().satisfies((failure) -> {
					assertThat(failure.methodCalled()).isTrue();
					assertThat(failure.attempts()).isOne();
					assertThat(failure.getCause()).isInstanceOf(MqttConnectionException.class);
				});
			}
		}

		@Test
		void aReplyThatCannotBeWrittenIsAFailedAttempt(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Values.class)) {
				FakeDelivery delivery = listeners.deliverOne(request("unwritable"));

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(output).contains("the reply to 'asker' could not be sent: "
						+ "org.springframework.messaging.converter.MessageConversionException");
			}
		}

		@Test
		void theEndOfAStageThatCannotBeWrittenIsAFailedAttempt(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Stages.class)) {
				FakeDelivery delivery = listeners.deliverOne(request("objects"));

				listeners.bean(Stages.class).object.complete(new Unwritable());

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(output).contains("the reply to 'asker' could not be sent");
			}
		}

		@Test
		void aStageThatFailsIsNoReply(CapturedOutput output) {
			try (Listeners listeners = Listeners.of(Stages.class)) {
				FakeDelivery delivery = listeners.deliverOne(request("status"));

				listeners.bean(Stages.class).status.completeExceptionally(new IOException("disk full"));

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				assertThat(output).contains("'status': java.io.IOException: disk full");
				assertThat(listeners.client().published).isEmpty();
			}
		}

		@Test
		void theRequestBecomesADeadLetterThatCanStillBeRepliedTo() {
			try (Listeners listeners = Listeners.of(Map.of("dead-letter-topic", "dead/{topic}"), Values.class)) {
				FakeDelivery delivery = listeners.deliverOne(request("unwritable"));

				assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
				assertThat(reply(listeners).topic()).isEqualTo("dead/unwritable");
				assertThat(reply(listeners).properties().get(Property.RESPONSE_TOPIC)).isEqualTo("asker");
			}
		}

	}

	public static class Unwritable {

		public String getState() {
			throw new IllegalStateException("has none");
		}

	}

	static class Values {

		@MqttSubscribe(topics = "status", id = "status")
		Status status(double celsius) {
			return new Status(celsius);
		}

		@MqttSubscribe("message")
		Message<Status> message(double celsius) {
			Map<String, Object> headers = new HashMap<>();
			headers.put(MqttHeaders.TOPIC, "elsewhere");
			headers.put(MqttHeaders.QOS, 2);
			headers.put(MqttHeaders.CONTENT_TYPE, "application/vnd.status+json");
			headers.put(MqttHeaders.CORRELATION_DATA, new byte[1]);
			headers.put(MqttHeaders.USER_PROPERTIES, List.of(new UserProperty("machine", "press-1")));
			return MessageBuilder.withPayload(new Status(celsius)).copyHeaders(headers).build();
		}

		@MqttSubscribe("plain")
		Message<?> plain(byte[] payload) {
			return MessageBuilder.withPayload("warm").build();
		}

		@MqttSubscribe("null")
		@Nullable String nothing(byte[] payload) {
			return null;
		}

		@MqttSubscribe("optional")
		Optional<String> absent(byte[] payload) {
			return (payload.length > 9) ? Optional.of("warm") : Optional.empty();
		}

		@MqttSubscribe("unwritable")
		Object unwritable(byte[] payload) {
			return new Unwritable();
		}

	}

	static class Stages {

		final CompletableFuture<Status> status = new CompletableFuture<>();

		final CompletableFuture<Object> object = new CompletableFuture<>();

		@MqttSubscribe("status")
		CompletionStage<Status> status(byte[] payload) {
			return this.status;
		}

		@MqttSubscribe("objects")
		CompletableFuture<Object> object(byte[] payload) {
			return this.object;
		}

	}

	static class Quiet {

		@MqttSubscribe("stage/null")
		CompletableFuture<@Nullable String> nothing(byte[] payload) {
			return CompletableFuture.completedFuture(null);
		}

		@MqttSubscribe("stage/unknown")
		CompletableFuture<?> unknown(byte[] payload) {
			return CompletableFuture.completedFuture("something");
		}

		@MqttSubscribe("stage/void")
		CompletionStage<@Nullable Void> none(byte[] payload) {
			return CompletableFuture.completedFuture(null);
		}

		@MqttSubscribe("stage/published")
		CompletableFuture<PublishResult> published(byte[] payload) {
			return CompletableFuture.completedFuture(PublishResult.SUCCESS);
		}

	}

	static class Manual {

		final List<Delivery> deliveries = new ArrayList<>();

		@MqttSubscribe(topics = "manual", ackMode = AckMode.MANUAL)
		String on(Delivery delivery) {
			this.deliveries.add(delivery);
			return "later";
		}

	}

	static class AnnotatedMethod {

		@MqttSubscribe("plant/{line}/{machine}/celsius")
		@SendTo("#{'x'}/${where:plant}/{machine}/{line}/state")
		String on(double celsius) {
			return "cold";
		}

	}

	static class Annotated {

		@MqttSubscribe(topics = "room/{room}", noLocal = true)
		@SendTo("room/{room}")
		String chat(byte[] payload) {
			return "hello";
		}

		@MqttSubscribe("rest/{rest...}")
		@SendTo("answers/{rest}")
		String rest(byte[] payload) {
			return "";
		}

	}

	@SendTo("answers")
	static class AnnotatedClass {

		@MqttSubscribe("a")
		int on(int payload) {
			return payload + 1;
		}

		@MqttSubscribe("b")
		void nothing(int payload) {
		}

	}

	static class Tenant {

		@Bean
		MqttSendInterceptor tenant() {
			return (sending) -> sending.proceed(sending.message().toBuilder().userProperty("tenant", "a").build());
		}

	}

	static class Handler implements MqttListenerErrorHandler {

		final List<MqttListenerException> failures = new ArrayList<>();

		@Override
		public ReasonCode handle(MqttListenerException failure) {
			this.failures.add(failure);
			return failure.reasonCode();
		}

	}

}
