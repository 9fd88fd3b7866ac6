// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.spring.listener.JsonPayloadConverter;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** A template asks, section 4.10. */
class MqttTemplateRequestTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);

	private final MqttTemplate template = template(this.client, Duration.ofMinutes(5));

	private static MqttTemplate template(FakeMqttClient client, Duration timeout, MqttSendInterceptor... interceptors) {
		return new MqttTemplate(client, new JsonPayloadConverter(JsonMapper.builder().build()), QoS.AT_LEAST_ONCE, true,
				List.of(interceptors), replies(MqttTemplate.ReplyOptions.DEFAULT_TOPIC, timeout));
	}

	private static MqttTemplate.ReplyOptions replies(String topic, Duration timeout) {
		return new MqttTemplate.ReplyOptions(topic, timeout, DefaultConversionService.getSharedInstance());
	}

	private static MqttMessage request() {
		return MqttMessage.builder("plant/press-1/status").payload("?").qos(QoS.AT_LEAST_ONCE).build();
	}

	private MqttMessage lastPublished() {
		return this.client.published.get(this.client.published.size() - 1);
	}

	private void reply(MqttMessage request, String payload) {
		String topic = request.properties().get(Property.RESPONSE_TOPIC);
		byte[] correlationData = request.properties().get(Property.CORRELATION_DATA);
		assertThat(topic).isNotNull();
		assertThat(correlationData).isNotNull();
		this.client.deliver(MqttMessage.builder(topic)
			.payload(payload)
			.property(Property.CORRELATION_DATA, correlationData)
			.build());
	}

	private static @Nullable Throwable failure(CompletableFuture<?> future) {
		assertThat(future).isDone();
		return future.handle((value, failure) -> failure).join();
	}

	record Status(double celsius, String state) {
	}

	@Nested
	class Asking {

		@Test
		void aRequestSaysWhereToReplyAndWhatTheReplyShallCarry() {
			CompletableFuture<MqttMessage> reply = MqttTemplateRequestTests.this.template.sendAndReceive(request());

			MqttMessage request = lastPublished();
			assertThat(MqttTemplateRequestTests.this.client.calls).containsExactly("subscribe replies/fake 1");
			assertThat(request.topic()).isEqualTo("plant/press-1/status");
			assertThat(request.payloadAsString()).isEqualTo("?");
			assertThat(request.properties().get(Property.RESPONSE_TOPIC)).isEqualTo("replies/fake");
			assertThat(request.properties().get(Property.CORRELATION_DATA)).hasSize(24);
			assertThat(request.properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isEqualTo(300L);
			assertThat(reply).isNotDone();

			reply(request, "running");

			assertThat(reply).isCompletedWithValueMatching((message) -> message.payloadAsString().equals("running"));
		}

		@Test
		void theSubscriptionIsMadeOnce() {
			MqttTemplateRequestTests.this.template.sendAndReceive(request());
			MqttTemplateRequestTests.this.template.sendAndReceive(request());

			assertThat(MqttTemplateRequestTests.this.client.calls).containsExactly("subscribe replies/fake 1");
			assertThat(MqttTemplateRequestTests.this.client.published).hasSize(2);
		}

		@Test
		void nothingIsSentBeforeTheServerHasGrantedTheSubscription() {
			CompletableFuture<SubAck> subAck = new CompletableFuture<>();
			MqttTemplateRequestTests.this.client.answerSubscribes(subAck);
			CompletableFuture<?> first = MqttTemplateRequestTests.this.template.sendAndReceive(request());
			CompletableFuture<?> cancelled = MqttTemplateRequestTests.this.template.sendAndReceive(request());
			cancelled.cancel(false);
			assertThat(MqttTemplateRequestTests.this.client.published).isEmpty();

			subAck.complete(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

			assertThat(MqttTemplateRequestTests.this.client.published).hasSize(1);
			assertThat(first).isNotDone();
		}

		@Test
		void repliesFindTheirRequestsInAnyOrder() {
			var first = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", "1", String.class);
			var second = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", "2", String.class);

			reply(MqttTemplateRequestTests.this.client.published.get(1), "two");
			reply(MqttTemplateRequestTests.this.client.published.get(0), "one");

			assertThat(first).isCompletedWithValue("one");
			assertThat(second).isCompletedWithValue("two");
		}

		@Test
		void anObjectIsWrittenWithTheConfiguredQosAndNeverRetainedAndTheReplyIsReadAsTheTypeAskedFor() {
			CompletableFuture<Status> reply = MqttTemplateRequestTests.this.template.convertSendAndReceive("a",
					new Status(71.5, "hot"), Status.class);

			MqttMessage request = lastPublished();
			assertThat(request.payloadAsString()).isEqualTo("{\"celsius\":71.5,\"state\":\"hot\"}");
			assertThat(request.properties().get(Property.CONTENT_TYPE)).isEqualTo("application/json");
			assertThat(request.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(request.retain()).isFalse();

			reply(request, "{\"celsius\":20,\"state\":\"cold\"}");

			assertThat(reply).isCompletedWithValue(new Status(20, "cold"));
		}

		@Test
		void aReplyIsReadWithTheTypesThatAreInItsType() {
			CompletableFuture<List<Status>> list = MqttTemplateRequestTests.this.template.convertSendAndReceive("a",
					null, new ParameterizedTypeReference<List<Status>>() {
					});
			reply(lastPublished(), "[{\"celsius\":20,\"state\":\"cold\"}]");
			CompletableFuture<Optional<Status>> optional = MqttTemplateRequestTests.this.template
				.convertSendAndReceive("a", null, new ParameterizedTypeReference<Optional<Status>>() {
				});
			reply(lastPublished(), "{\"celsius\":20,\"state\":\"cold\"}");

			CompletableFuture<Optional<Status>> absent = MqttTemplateRequestTests.this.template
				.convertSendAndReceive("a", null, new ParameterizedTypeReference<Optional<Status>>() {
				});
			reply(lastPublished(), "");

			assertThat(list).isCompletedWithValue(List.of(new Status(20, "cold")));
			assertThat(optional).isCompletedWithValue(Optional.of(new Status(20, "cold")));
			assertThat(absent).isCompletedWithValue(Optional.empty());
		}

		@Test
		void aReplyIsReadAsAListenerReadsIt() {
			var number = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", null, Integer.class);
			reply(lastPublished(), "42");
			var bytes = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", null, byte[].class);
			reply(lastPublished(), "");

			assertThat(number).isCompletedWithValue(42);
			assertThat(bytes).isCompletedWithValueMatching((payload) -> payload.length == 0);
		}

		@Test
		void theCustomizerHasTheLastWord() {
			MqttTemplateRequestTests.this.template.convertSendAndReceive("a", null,
					ParameterizedTypeReference.<String>forType(String.class),
					(request) -> request.qos(QoS.EXACTLY_ONCE).messageExpiry(Duration.ofSeconds(7)));

			assertThat(lastPublished().qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(lastPublished().properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isEqualTo(7L);
		}

		@Test
		void aRequestExpiresInWholeSeconds() {
			template(MqttTemplateRequestTests.this.client, Duration.ofMillis(1100)).sendAndReceive(request());

			assertThat(lastPublished().properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isEqualTo(2L);
		}

		@Test
		void interceptorsSeeTheWholeRequest() {
			List<MqttMessage> seen = new ArrayList<>();
			MqttTemplate watched = template(MqttTemplateRequestTests.this.client, LIMIT, (sending) -> {
				seen.add(sending.message());
				return sending.proceed(sending.message().toBuilder().userProperty("tenant", "a").build());
			});

			watched.sendAndReceive(request());

			assertThat(seen).singleElement()
				.satisfies((message) -> assertThat(message.properties().get(Property.RESPONSE_TOPIC)).isNotNull());
			assertThat(lastPublished().userProperties()).isNotEmpty();
		}

		@Test
		void interceptorsRunInTheThreadThatAsksWhoeverPublishes() throws Exception {
			List<Thread> seen = new ArrayList<>();
			CompletableFuture<PublishResult> told = new CompletableFuture<>();
			CompletableFuture<SubAck> subAck = new CompletableFuture<>();
			MqttTemplateRequestTests.this.client.answerSubscribes(subAck);
			MqttTemplate watched = template(MqttTemplateRequestTests.this.client, LIMIT, (sending) -> {
				seen.add(Thread.currentThread());
				return sending.proceed(sending.message()).whenComplete((result, failure) -> told.complete(result));
			});

			watched.sendAndReceive(request());
			assertThat(told).isNotDone();
			Thread server = new Thread(
					() -> subAck.complete(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE)));
			server.start();
			server.join();

			assertThat(seen).containsExactly(Thread.currentThread());
			assertThat(MqttTemplateRequestTests.this.client.published).hasSize(1);
			assertThat(told).isCompleted();
		}

		@Test
		void interceptorsAreToldOfARequestThatIsGivenUpBeforeItIsPublished() {
			List<Throwable> failures = new ArrayList<>();
			CompletableFuture<SubAck> subAck = new CompletableFuture<>();
			MqttTemplateRequestTests.this.client.answerSubscribes(subAck);
			MqttTemplate watched = template(MqttTemplateRequestTests.this.client, LIMIT,
					(sending) -> sending.proceed(sending.message())
						.whenComplete((result, failure) -> failures.add(failure)));

			watched.sendAndReceive(request()).cancel(false);
			subAck.complete(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

			assertThat(failures).singleElement().isInstanceOf(CancellationException.class);
			assertThat(MqttTemplateRequestTests.this.client.published).isEmpty();
		}

		@Test // as completeOnTimeout does
		void interceptorsAreToldOfARequestThatIsAnsweredByTheCallerBeforeItIsPublished() {
			List<Throwable> failures = new ArrayList<>();
			CompletableFuture<SubAck> subAck = new CompletableFuture<>();
			MqttTemplateRequestTests.this.client.answerSubscribes(subAck);
			MqttTemplate watched = template(MqttTemplateRequestTests.this.client, LIMIT,
					(sending) -> sending.proceed(sending.message())
						.whenComplete((result, failure) -> failures.add(failure)));

			watched.sendAndReceive(request()).complete(request());
			subAck.complete(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

			assertThat(failures).singleElement().isInstanceOf(CancellationException.class);
			assertThat(MqttTemplateRequestTests.this.client.published).isEmpty();
		}

	}

	@Nested
	class ReplyTopics {

		@ParameterizedTest
		@CsvSource({ "press-1,replies/{clientId},replies/press-1", "a/b+c#d,replies/{clientId},replies/a_b_c_d",
				"x,own/replies,own/replies", "x,a/{clientId}/b,a/x/b" })
		void haveTheClientIdentifierIfAskedFor(String clientId, String template, String topic) {
			assertThat(topic(clientId, template)).isEqualTo(topic);
		}

		@Test
		void haveSomethingMadeUpIfTheServerChoosesTheIdentifier() {
			assertThat(topic("", "replies/{clientId}")).matches("replies/[0-9a-f]{16}");
			assertThat(topic("", "replies/{clientId}")).isNotEqualTo(topic("", "replies/{clientId}"));
		}

		private static @Nullable String topic(String clientId, String template) {
			FakeMqttClient client = new FakeMqttClient(MqttClientOptions.builder("broker.example")
				.clientId(clientId)
				.version(MqttVersion.V5)
				.clean(true)
				.build());
			new MqttTemplate(client, null, QoS.AT_LEAST_ONCE, false, List.of(), replies(template, LIMIT))
				.sendAndReceive(request());
			return client.published.get(0).properties().get(Property.RESPONSE_TOPIC);
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "replies/+", "replies/#", "replies/{client}", "replies/{clientId" })
		void mustBeTopicNamesWithoutOtherVariables(String topic) {
			assertThatIllegalArgumentException().isThrownBy(() -> replies(topic, LIMIT));
		}

		@ParameterizedTest
		@ValueSource(strings = { "PT0S", "PT-1S", "PT4294967295.1S" })
		void haveATimeoutThatAMessageCanExpireBy(Duration timeout) {
			assertThatIllegalArgumentException().isThrownBy(() -> replies("replies", timeout))
				.withMessage("reply timeout must be more than 0 and up to 4294967295 seconds, was " + timeout);
		}

	}

	@Nested
	class Others {

		@Test
		void twoTemplatesOfAClientKeepToTheirOwnReplies() {
			MqttTemplate other = template(MqttTemplateRequestTests.this.client, LIMIT);
			var first = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", "1", String.class);
			var second = other.convertSendAndReceive("a", "2", String.class);

			reply(MqttTemplateRequestTests.this.client.published.get(1), "two");

			assertThat(first).isNotDone();
			assertThat(second).isCompletedWithValue("two");
			assertThat(MqttTemplateRequestTests.this.client.escaped()).isEmpty();
		}

		@Test
		void whatIsNoReplyToARequestIsAcknowledgedAndIgnored() {
			var reply = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", "1", String.class);
			byte[] data = lastPublished().properties().get(Property.CORRELATION_DATA);
			assertThat(data).isNotNull();
			byte[] guessed = data.clone();
			guessed[0]++;

			var deliveries = Arrays.asList(new byte[0], guessed, Arrays.copyOf(data, 23))
				.stream()
				.map((correlationData) -> MqttTemplateRequestTests.this.client
					.deliverOne(MqttMessage.builder("replies/fake")
						.qos(QoS.AT_LEAST_ONCE)
						.property(Property.CORRELATION_DATA, correlationData)
						.build()));

			assertThat(deliveries).allMatch((delivery) -> delivery.outcome() == ReasonCode.SUCCESS);
			assertThat(MqttTemplateRequestTests.this.client.deliverOne("replies/fake", "x").outcome())
				.isEqualTo(ReasonCode.SUCCESS);
			assertThat(reply).isNotDone();
			assertThat(MqttTemplateRequestTests.this.client.escaped()).isEmpty();
		}

		@Test
		void aSecondReplyIsIgnored() {
			var reply = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", "1", String.class);

			reply(lastPublished(), "first");
			reply(lastPublished(), "second");

			assertThat(reply).isCompletedWithValue("first");
			assertThat(MqttTemplateRequestTests.this.client.escaped()).isEmpty();
		}

	}

	@Nested
	class Failing {

		private final Requests requests = requests(LIMIT);

		private Requests requests(Duration timeout) {
			return new Requests(MqttTemplateRequestTests.this.template, replies("replies", timeout));
		}

		private CompletableFuture<String> ask() {
			return this.requests.ask(request(), MqttMessage::payloadAsString);
		}

		@Test
		void nothingIsKeptOfARequestThatHasEnded() {
			CompletableFuture<String> replied = ask();
			CompletableFuture<String> cancelled = ask();
			assertThat(this.requests.waiting()).isEqualTo(2);

			reply(MqttTemplateRequestTests.this.client.published.get(0), "yes");
			cancelled.cancel(true);

			assertThat(replied).isCompletedWithValue("yes");
			assertThat(this.requests.waiting()).isZero();
		}

		@Test
		void noReplyInTimeIsATimeoutThatNamesTopicAndDuration() {
			Requests soon = requests(Duration.ofMillis(5));

			CompletableFuture<MqttMessage> reply = soon.ask(request(), (message) -> message);

			assertThat(reply).failsWithin(LIMIT)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(TimeoutException.class)
				.withMessage("no reply to the request to 'plant/press-1/status' within PT0.005S");
			await().atMost(LIMIT).until(() -> soon.waiting() == 0);
			reply(lastPublished(), "late");
			assertThat(MqttTemplateRequestTests.this.client.escaped()).isEmpty();
		}

		@Test
		void timeAlsoPassesWhileTheServerHasNotAnsweredTheSubscription() {
			MqttTemplateRequestTests.this.client.answerSubscribes(new CompletableFuture<>());
			Requests soon = requests(Duration.ofMillis(5));

			CompletableFuture<MqttMessage> reply = soon.ask(request(), (message) -> message);

			assertThat(reply).failsWithin(LIMIT).withThrowableThat().havingCause().isInstanceOf(TimeoutException.class);
			await().atMost(LIMIT).until(() -> soon.waiting() == 0);
		}

		@Test
		void aRefusedSubscriptionIsTheFailureAndTheNextRequestTriesAgain() {
			MqttRejectedException refusal = new MqttRejectedException(ReasonCode.NOT_AUTHORIZED, "no");
			MqttTemplateRequestTests.this.client.refuse(refusal);
			assertThat(failure(ask())).isSameAs(refusal);
			assertThat(MqttTemplateRequestTests.this.client.published).isEmpty();
			assertThat(this.requests.waiting()).isZero();
			MqttTemplateRequestTests.this.client.answerSubscribes(CompletableFuture
				.completedFuture(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE)));

			CompletableFuture<String> reply = ask();
			reply(lastPublished(), "yes");

			assertThat(reply).isCompletedWithValue("yes");
			assertThat(MqttTemplateRequestTests.this.client.calls).containsExactly("subscribe replies 1",
					"subscribe replies 1");
		}

		@Test
		void theHandlerOfARefusedSubscriptionIsNotAddedAgainIfTheClientKeepsIt() {
			MqttTemplateRequestTests.this.client.subscriptions
				.add(new SubscriptionStatus(TopicFilter.of("replies"), QoS.AT_LEAST_ONCE, null,
						SubscriptionStatus.State.REFUSED, ReasonCode.NOT_AUTHORIZED, Instant.EPOCH));
			MqttTemplateRequestTests.this.client.refuse(new MqttRejectedException(ReasonCode.NOT_AUTHORIZED, "no"));

			ask();
			ask();

			assertThat(MqttTemplateRequestTests.this.client.calls).hasSize(2);
			assertThat(MqttTemplateRequestTests.this.client.subscribed()).hasSize(1);
		}

		@Test
		void aRequestThatCannotBeSentFailsAtOnce() {
			MqttConnectionException gone = new MqttConnectionException("gone", null);
			MqttTemplateRequestTests.this.client.answerPublishes(() -> CompletableFuture.failedFuture(gone));

			assertThat(failure(ask())).isSameAs(gone);
			assertThat(this.requests.waiting()).isZero();
		}

		@Test
		void whatAnInterceptorThrowsIsTheFailure() {
			IllegalStateException refusal = new IllegalStateException("no");
			MqttTemplate refusing = template(MqttTemplateRequestTests.this.client, LIMIT, (sending) -> {
				throw refusal;
			});

			assertThat(failure(refusing.sendAndReceive(request()))).isSameAs(refusal);
		}

		@Test
		void nobodyIsWaitedForIfTheServerSaysThatNobodyHasSubscribed() {
			MqttTemplateRequestTests.this.client.answerPublishes(() -> CompletableFuture
				.completedFuture(new PublishResult(ReasonCode.NO_MATCHING_SUBSCRIBERS, PacketProperties.NONE)));

			assertThat(failure(ask())).isInstanceOf(MqttRejectedException.class)
				.hasMessage("a request must have a subscriber to answer it, there is none for 'plant/press-1/status'");
		}

		@Test
		void aReplyThatCannotBeReadIsTheFailure() {
			var object = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", null, Status.class);
			reply(lastPublished(), "no JSON");
			var empty = MqttTemplateRequestTests.this.template.convertSendAndReceive("a", null, Status.class);
			reply(lastPublished(), "");

			assertThat(failure(object)).isInstanceOf(MessageConversionException.class)
				.hasMessageContaining("payload cannot be read as Status: it is not JSON");
			assertThat(failure(empty)).hasMessageContaining("payload is empty");
			assertThat(MqttTemplateRequestTests.this.client.escaped()).isEmpty();
		}

		@Test // not only time running out
		void anErrorThatReadingTheReplyThrowsIsTheFailure() {
			NoClassDefFoundError error = new NoClassDefFoundError("gone");
			CompletableFuture<String> reply = this.requests.ask(request(), (message) -> {
				throw error;
			});

			reply(lastPublished(), "yes");

			assertThat(failure(reply)).isSameAs(error);
			assertThat(MqttTemplateRequestTests.this.client.escaped()).isEmpty();
		}

		@Test
		void whatTheTemplateSetsMustNotBeSet() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttTemplateRequestTests.this.template
					.sendAndReceive(request().toBuilder().respondTo("mine", null).build()))
				.withMessage("a request must have no response topic, as the template sets it,"
						+ " was one to 'plant/press-1/status' that has");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttTemplateRequestTests.this.template
					.sendAndReceive(request().toBuilder().property(Property.CORRELATION_DATA, new byte[1]).build()))
				.withMessageContaining("correlation data");
		}

		@Test
		void aTypeThatNoPayloadIsReadAsIsRefusedAtTheCall() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttTemplateRequestTests.this.template.convertSendAndReceive("a", null,
						CompletableFuture.class))
				.withMessageContaining(
						"a reply of type java.util.concurrent.CompletableFuture<?>" + " must not be for the payload");
			assertThat(MqttTemplateRequestTests.this.client.calls).isEmpty();
		}

		@Test
		void inMqtt311NobodyCanAsk() {
			MqttTemplate old = template(FakeMqttClient.of(MqttVersion.V3_1_1), LIMIT);

			assertThatIllegalStateException().isThrownBy(() -> old.sendAndReceive(request()))
				.withMessageStartingWith("a request needs MQTT 5");
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> old.convertSendAndReceive("a", new Object(), String.class));
		}

	}

}
