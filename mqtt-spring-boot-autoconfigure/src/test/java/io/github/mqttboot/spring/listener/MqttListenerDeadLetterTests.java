// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.FakeDelivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages that a listener has failed with for good go to another topic. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class MqttListenerDeadLetterTests {

	@Test
	void aMessageIsAcknowledgedWhenTheServerHasTheDeadLetter() {
		try (Listeners listeners = Listeners.of(Failing.class)) {
			CompletableFuture<PublishResult> published = new CompletableFuture<>();
			listeners.client().answerPublishes(() -> published);

			FakeDelivery delivery = listeners.deliverOne("a/b", "x");
			assertThat(listeners.client().published).hasSize(1);
			assertThat(delivery.outcome()).isNull();
			published.complete(PublishResult.SUCCESS);

			assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@Test
	void aDeadLetterIsTheMessageWithTheStoryOfTheFailure() {
		try (Listeners listeners = Listeners.of(Failing.class)) {
			MqttMessage message = MqttMessage.builder("a/b")
				.payload("x")
				.qos(QoS.EXACTLY_ONCE)
				.retain(true)
				.contentType("text/plain")
				.messageExpiry(Duration.ofSeconds(5))
				.userProperty("trace", "1")
				.build();
			Instant before = Instant.now();
			listeners.deliverOne(message);

			MqttMessage letter = listeners.client().published.get(0);
			assertThat(letter.topic()).isEqualTo("dead/failing/a/b");
			assertThat(letter.payloadAsString()).isEqualTo("x");
			assertThat(letter.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(letter.retain()).isFalse();
			assertThat(letter.properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
			assertThat(letter.properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isNull();
			List<UserProperty> story = letter.userProperties();
			assertThat(story.subList(0, 7)).containsExactly(new UserProperty("trace", "1"),
					new UserProperty("dead-letter-listener", "failing"),
					new UserProperty("dead-letter-exception", IOException.class.getName()),
					new UserProperty("dead-letter-message",
							"listener 'failing' could not handle the message on topic 'a/b':"
									+ " java.io.IOException: disk full"),
					new UserProperty("dead-letter-attempts", "1"), new UserProperty("dead-letter-topic", "a/b"),
					new UserProperty("dead-letter-qos", "2"));
			assertThat(story.get(7).name()).isEqualTo("dead-letter-time");
			assertThat(Instant.parse(story.get(7).value())).isBetween(before, Instant.now());
		}
	}

	@Test
	void aDeadLetterLeavesOutWhatWasForOneReceiver() {
		try (Listeners listeners = Listeners.of(Failing.class)) {
			PacketProperties properties = PacketProperties.builder()
				.set(Property.TOPIC_ALIAS, 3)
				.subscriptionIdentifier(7)
				.build();
			listeners.deliverOne(new MqttMessage(MqttMessage.builder("a/b").build().topicName(), new byte[0],
					QoS.AT_LEAST_ONCE, false, properties));

			PacketProperties published = listeners.client().published.get(0).properties();
			assertThat(published.get(Property.TOPIC_ALIAS)).isNull();
			assertThat(published.subscriptionIdentifiers()).isEmpty();
		}
	}

	@Test
	void aDeadLetterOfMqtt3IsThePayloadAlone() {
		try (Listeners listeners = Listeners.of(Map.of("version", "V3_1_1"), Failing.class)) {
			listeners.deliverOne("a/b", "x");

			assertThat(listeners.client().published)
				.containsExactly(MqttMessage.builder("dead/failing/a/b").payload("x").qos(QoS.AT_LEAST_ONCE).build());
		}
	}

	@Test
	void whatTheFailureSaysIsSentWithoutWhatCannotBe() {
		try (Listeners listeners = Listeners.of(Failing.class)) {
			listeners.bean(Failing.class).failure = new IOException("\ud83d\0" + "long".repeat(30_000));
			listeners.deliverOne("a/b", "x");

			String message = story(listeners.client().published.get(0)).get("dead-letter-message");
			assertThat(message).hasSize(1000).contains("java.io.IOException: ? longlong");
		}
	}

	private static Map<String, String> story(MqttMessage letter) {
		return letter.userProperties().stream().collect(Collectors.toMap(UserProperty::name, UserProperty::value));
	}

	@Test
	void aMessageThatDoesNotFitIsADeadLetterAtOnce() {
		try (Listeners listeners = Listeners.of(Map.of("max-retries", 3, "dead-letter-topic", "dead"), Number.class)) {
			assertThat(listeners.deliverOne("n", "secret").outcome()).isEqualTo(ReasonCode.SUCCESS);

			MqttMessage letter = listeners.client().published.get(0);
			assertThat(letter.topic()).isEqualTo("dead");
			assertThat(story(letter).get("dead-letter-message")).contains("payload cannot be read as double")
				.doesNotContain("secret");
		}
	}

	@Test
	void aMessageIsTriedAsOftenAsAskedForBefore() {
		try (Listeners listeners = Listeners.of(Map.of("max-retries", 2), Failing.class)) {
			FakeDelivery delivery = listeners.deliverOne("a/b", "x");
			for (int i = 0; i < 2; i++) {
				await().until(() -> !listeners.pauses().isEmpty());
				assertThat(listeners.client().published).isEmpty();
				listeners.advance(listeners.pauses().get(0));
			}

			await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS));
			assertThat(story(listeners.client().published.get(0))).containsEntry("dead-letter-attempts", "3");
		}
	}

	@Test
	void aMessageThatTheErrorHandlerHasDealtWithIsNone() {
		try (Listeners listeners = Listeners.of(Failing.class, Forgiving.class)) {
			assertThat(listeners.deliverOne("a/b", "x").outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(listeners.client().published).isEmpty();
		}
	}

	@Test
	void aDeadLetterThatTheServerRefusesIsPublishedAgain(CapturedOutput output) {
		try (Listeners listeners = Listeners.of(Failing.class)) {
			listeners.client()
				.answerPublishes(() -> CompletableFuture
					.failedFuture(new MqttRejectedException(ReasonCode.QUOTA_EXCEEDED, "too much")));
			FakeDelivery delivery = listeners.deliverOne("a/b", "x");

			assertThat(delivery.outcome()).isNull();
			assertThat(output).contains("listener 'failing' could not publish a dead letter to 'dead/failing/a/b',"
					+ " the message stays unacknowledged");
			listeners.advance(Duration.ofSeconds(2));
			await().until(() -> listeners.client().published.size() == 2);
			assertThat(delivery.outcome()).isNull();

			await().until(() -> !listeners.pauses().isEmpty());
			listeners.client().answerPublishes(() -> CompletableFuture.completedFuture(PublishResult.SUCCESS));
			listeners.advance(Duration.ofSeconds(4));

			await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS));
			assertThat(listeners.client().published).hasSize(3).containsOnly(listeners.client().published.get(0));
			assertThat(listeners.bean(Failing.class).calls).isOne();
		}
	}

	@Test
	void aDeadLetterThatIsTooLargeIsPublishedWithoutItsStory(CapturedOutput output) {
		try (Listeners listeners = Listeners.of(Failing.class)) {
			listeners.client()
				.answerPublishes(() -> CompletableFuture
					.failedFuture(new MqttRejectedException(ReasonCode.PACKET_TOO_LARGE, "at most 100 bytes")));
			MqttMessage message = MqttMessage.builder("a/b")
				.payload("x")
				.qos(QoS.AT_LEAST_ONCE)
				.contentType("text/plain")
				.userProperty("line", "1")
				.userProperty("line", "2")
				.build();
			FakeDelivery delivery = listeners.deliverOne(message);
			assertThat(output).contains("next attempt without the story of the failure, in ");

			await().until(() -> !listeners.pauses().isEmpty());
			listeners.client().answerPublishes(() -> CompletableFuture.completedFuture(PublishResult.SUCCESS));
			listeners.advance(Duration.ofSeconds(2));

			await().untilAsserted(() -> assertThat(delivery.outcome()).isEqualTo(ReasonCode.SUCCESS));
			assertThat(listeners.client().published).hasSize(2);
			MqttMessage bare = listeners.client().published.get(1);
			assertThat(bare.topic()).isEqualTo("dead/failing/a/b");
			assertThat(bare.properties()).isEqualTo(message.properties());
		}
	}

	@Test
	void aDeadLetterThatWaitsAtTheEndLeavesItsMessageWithTheServer() {
		try (Listeners listeners = Listeners.of(Failing.class)) {
			listeners.client().answerPublishes(() -> {
				throw new IllegalArgumentException("not like this");
			});
			FakeDelivery delivery = listeners.deliverOne("a/b", "x");

			listeners.registry().stop();

			assertThat(delivery.outcome()).isNull();
			assertThat(listeners.container("failing").unfinished()).isZero();
		}
	}

	@Test // what the check at start cannot foresee
	void aDeadLetterThatWouldComeBackIsNotSent(CapturedOutput output) {
		try (Listeners listeners = Listeners.of(Circular.class)) {
			assertThat(listeners.deliverOne("x/x", "x").outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			assertThat(listeners.client().published).isEmpty();
			assertThat(output).contains("a dead letter of listener 'circular' is not sent, it would come back to it");
		}
	}

	static class Failing {

		volatile Exception failure = new IOException("disk full");

		volatile int calls;

		@MqttSubscribe(topics = "a/#", id = "failing", deadLetterTopic = "dead/{listener}/{topic}")
		void on(byte[] payload) throws Exception {
			this.calls++;
			throw this.failure;
		}

	}

	static class Number {

		@MqttSubscribe("n")
		void on(double payload) {
		}

	}

	static class Forgiving {

		@Bean
		MqttListenerErrorHandler forgiving() {
			return (failure) -> ReasonCode.SUCCESS;
		}

	}

	static class Circular {

		@MqttSubscribe(topics = { "+/x", "x/x/x" }, id = "circular", deadLetterTopic = "x/{topic}")
		void on(byte[] payload) {
			throw new IllegalStateException("as always");
		}

	}

}
