// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.RetainHandling;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.spring.FakeMqttClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** What an annotation subscribes to. */
class MqttListenerSubscriptionTests {

	@Test
	void isMadeForEachTopicWithTheDefaultQos() {
		try (Listeners listeners = Listeners.of(TwoTopics.class)) {
			assertThat(listeners.client().subscribed()).containsExactly(
					Subscription.of("plant/+/temperature", QoS.AT_LEAST_ONCE),
					Subscription.of("house/#", QoS.AT_LEAST_ONCE));
		}
	}

	@Test
	void hasTheOptionsOfTheAnnotation() {
		try (Listeners listeners = Listeners.of(AllOptions.class)) {
			assertThat(listeners.client().subscribed()).containsExactly(
					new Subscription(TopicFilter.of("a/b"), QoS.EXACTLY_ONCE, true, true, RetainHandling.SEND_IF_NEW));
			assertThat(listeners.registry().container("everything")).isNotNull();
		}
	}

	@Test
	void isSharedWithTheGroup() {
		try (Listeners listeners = Listeners.of(Map.of("workers", "blue"), InAGroup.class)) {
			assertThat(listeners.client().subscribed())
				.containsExactly(Subscription.of("$share/blue/jobs/+", QoS.AT_LEAST_ONCE));

			listeners.deliverOne("jobs/7", "x");

			assertThat(listeners.bean(InAGroup.class).job).isEqualTo(7);
		}
	}

	@Test
	void takesPlaceholdersAndExpressions() {
		Map<String, Object> properties = Map.of("site", "berlin", "level", "0", "topics", "a/1,b/2", "name", "n1",
				"start", "true");
		try (Listeners listeners = Listeners.of(properties, Placeholders.class)) {
			assertThat(listeners.client().subscribed()).containsExactly(
					Subscription.of("plant/berlin/+", QoS.AT_MOST_ONCE), Subscription.of("a/1", QoS.AT_MOST_ONCE),
					Subscription.of("b/2", QoS.AT_MOST_ONCE));
			assertThat(listeners.registry().container("listener-n1")).isNotNull();
		}
	}

	@Test
	void isMadeForEachOfSeveralAnnotations() {
		try (Listeners listeners = Listeners.of(Repeated.class)) {
			assertThat(listeners.client().subscribed()).containsExactlyInAnyOrder(
					Subscription.of("a", QoS.AT_MOST_ONCE), Subscription.of("b", QoS.EXACTLY_ONCE));
			assertThat(listeners.registry().containers()).extracting(MqttListenerContainer::id)
				.hasSize(2)
				.doesNotHaveDuplicates()
				.allSatisfy((id) -> assertThat(id).startsWith("mqttListenerSubscriptionTests.Repeated.on"));
		}
	}

	@Test
	void isMadeForAShorthand() {
		try (Listeners listeners = Listeners.of(WithShorthand.class)) {
			assertThat(listeners.client().subscribed())
				.containsExactly(Subscription.of("plant/+/alert", QoS.EXACTLY_ONCE));
		}
	}

	@Test
	void isMadeWithTheClientThatIsNamed() {
		try (Listeners listeners = Listeners.of(OtherClient.class, TwoClients.class)) {
			assertThat(listeners.client().subscribed()).containsExactly(Subscription.of("here", QoS.AT_LEAST_ONCE));
			assertThat(listeners.bean("other", FakeMqttClient.class).subscribed())
				.containsExactly(Subscription.of("there", QoS.AT_LEAST_ONCE));
		}
	}

	@Test
	void waitsForStartIfToldTo() {
		try (Listeners listeners = Listeners.of(NotAtStart.class)) {
			MqttListenerContainer container = listeners.registry().container("later");
			assertThat(listeners.client().subscribed()).isEmpty();
			assertThat(container).asInstanceOf(type(MqttListenerContainer.class))
				.returns(false, MqttListenerContainer::isRunning)
				.returns(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), MqttListenerContainer::subscriptions);

			listeners.registry().containers().forEach(MqttListenerContainer::start);

			assertThat(listeners.client().subscribed()).containsExactly(Subscription.of("a", QoS.AT_LEAST_ONCE));
		}
	}

	@Test
	void hasTheHighestQosOfAllListenersOfTheFilter() {
		try (Listeners listeners = Listeners.of(SameFilter.class)) {
			assertThat(listeners.client().subscribed()).containsExactlyInAnyOrder(
					Subscription.of("plant/+", QoS.EXACTLY_ONCE), Subscription.of("plant/+", QoS.EXACTLY_ONCE),
					Subscription.of("plant/#", QoS.AT_MOST_ONCE));
		}
	}

	@Nested
	class OfTwoThatOverlap {

		private static final TopicFilter WIDE = TopicFilter.of("plant/+");

		@Test
		void theNarrowOneBringsItsMessagesIfTheWideOneIsRefused() {
			try (Listeners listeners = Listeners.of(Overlapping.class)) {
				enterWide(listeners, SubscriptionStatus.State.REFUSED);

				assertThat(listeners.deliver("plant/press", "by topic")).hasSize(2);
				listeners.deliverOne(identified());

				assertThat(listeners.bean(Overlapping.class).payloads).containsExactly("by topic", "identified");
			}
		}

		@Test
		void theWideOneBringsTheMessagesOfBothWhenItIsGrantedAfterAll() {
			try (Listeners listeners = Listeners.of(Overlapping.class)) {
				enterWide(listeners, SubscriptionStatus.State.REFUSED);
				enterWide(listeners, SubscriptionStatus.State.GRANTED);

				assertThat(listeners.client().deliver(identified())).hasSize(2);

				assertThat(listeners.bean(Overlapping.class).payloads).containsExactly("identified");
			}
		}

		private static void enterWide(Listeners listeners, SubscriptionStatus.State state) {
			FakeMqttClient client = listeners.client();
			boolean refused = state == SubscriptionStatus.State.REFUSED;
			client.subscriptions.clear();
			client.subscriptions.add(new SubscriptionStatus(WIDE, QoS.AT_LEAST_ONCE, refused ? null : QoS.AT_LEAST_ONCE,
					state, refused ? ReasonCode.NOT_AUTHORIZED : null, Instant.EPOCH));
			if (refused) {
				client.refuse("plant/+", new MqttRejectedException(ReasonCode.NOT_AUTHORIZED, "no rights"));
				listeners.registry().containers().forEach(MqttListenerContainer::start);
			}
			else {
				client.grant("plant/+");
			}
		}

		private static MqttMessage identified() {
			return new MqttMessage(TopicName.of("plant/press"), "identified".getBytes(StandardCharsets.UTF_8),
					QoS.AT_LEAST_ONCE, false, PacketProperties.builder().subscriptionIdentifier(2).build());
		}

	}

	static class Overlapping {

		final List<String> payloads = new ArrayList<>();

		@MqttSubscribe(topics = { "plant/{machine}", "plant/press" }, autoStartup = "false")
		void on(String payload) {
			this.payloads.add(payload);
		}

	}

	static class TwoTopics {

		@MqttSubscribe({ "plant/{line}/temperature", "house/#" })
		void on(byte[] payload) {
		}

	}

	static class AllOptions {

		@MqttSubscribe(topics = "a/b", qos = "2", id = "everything", client = "mqttClient", noLocal = true,
				retainAsPublished = true, retainHandling = RetainHandling.SEND_IF_NEW)
		void on(byte[] payload) {
		}

	}

	static class InAGroup {

		int job;

		@MqttSubscribe(topics = "jobs/{job}", group = "${workers}")
		void on(int job) {
			this.job = job;
		}

	}

	static class Placeholders {

		@MqttSubscribe(topics = { "plant/${site}/{machine}", "#{'${topics}'.split(',')}" }, qos = "${level}",
				id = "listener-${name}", client = "#{'mqtt' + 'Client'}", autoStartup = "${start}")
		void on(byte[] payload) {
		}

	}

	static class Repeated {

		@MqttSubscribe(topics = "a", qos = "0")
		@MqttSubscribe(topics = "b", qos = "2")
		void on(byte[] payload) {
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@MqttSubscribe(qos = "2")
	@interface OnAlert {

		@AliasFor(annotation = MqttSubscribe.class, attribute = "topics")
		String[] value();

	}

	static class WithShorthand {

		@OnAlert("plant/+/alert")
		void on(byte[] payload) {
		}

	}

	static class TwoClients {

		@Bean
		FakeMqttClient other() {
			return FakeMqttClient.of(MqttVersion.V5);
		}

		@Bean
		@Primary
		FakeMqttClient mqttClient() {
			return FakeMqttClient.of(MqttVersion.V5);
		}

	}

	static class OtherClient {

		@MqttSubscribe(topics = "there", client = "other")
		void onOther(byte[] payload) {
		}

		@MqttSubscribe("here")
		void onDefault(byte[] payload) {
		}

	}

	static class NotAtStart {

		@MqttSubscribe(topics = "a", id = "later", autoStartup = "false")
		void on(byte[] payload) {
		}

	}

	static class SameFilter {

		@MqttSubscribe(topics = "plant/{line}", qos = "0")
		void first(byte[] payload) {
		}

		@MqttSubscribe(topics = "plant/+", qos = "2")
		void second(byte[] payload) {
		}

		@MqttSubscribe(topics = "plant/#", qos = "0")
		void other(byte[] payload) {
		}

	}

}
