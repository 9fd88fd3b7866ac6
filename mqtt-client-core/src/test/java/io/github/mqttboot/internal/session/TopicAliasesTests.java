// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.List;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicName;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicAliasesTests {

	private final SessionFixture fixture = new SessionFixture();

	@Nested
	class Outbound {

		@Test
		void aTopicIsNamedOnceAndThenByItsNumber() {
			connectWithMaximum(2);

			publish("a");
			publish("a");

			assertThat(sent()).containsExactly("a=1", "=1");
		}

		@Test
		void whenTheNumbersRunOutTheTopicUsedLongestAgoGivesItsOwnAway() {
			connectWithMaximum(2);

			publish("a");
			publish("b");
			publish("a");
			publish("c");
			publish("b");
			publish("c");

			assertThat(sent()).containsExactly("a=1", "b=2", "=1", "c=2", "b=1", "=2");
		}

		@Test
		void aTopicWhoseFirstMessageIsTooLargeIsNamedInTheNextOne() {
			connectWithMaximum(1);
			fixture.output.largestPayload = 0;

			publish("a", "too large");
			publish("a", "");
			publish("a", "");

			assertThat(sent()).containsExactly("a=1", "=1");
		}

		@Test
		void aServerWithoutAliasesGetsNone() {
			fixture.connect(false);

			publish("a");
			publish("a");

			assertThat(sent()).containsExactly("a=null", "a=null");
		}

		@Test // [MQTT-3.3.2-7]
		void aNewConnectionBeginsWithoutAliases() {
			connectWithMaximum(2);
			publish("a");
			fixture.session.disconnected();

			connectWithMaximum(2);
			publish("a");

			assertThat(sent()).containsExactly("a=1", "a=1");
		}

		@Test
		void theOtherPropertiesOfAMessageStay() {
			connectWithMaximum(1);
			MqttMessage message = MqttMessage.builder("a").contentType("text/plain").build();
			fixture.session.publish(new PublishExchange(message, 0, Runnable::run, (ended, failure) -> {
			}));

			Publish packet = (Publish) fixture.output.takeSent().get(0);
			assertThat(packet.message().properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
			assertThat(packet.message().properties().get(Property.TOPIC_ALIAS)).isEqualTo(1);
		}

		private void connectWithMaximum(int maximum) {
			fixture.connect(false, PacketProperties.builder().set(Property.TOPIC_ALIAS_MAXIMUM, maximum).build());
		}

		private void publish(String topic) {
			publish(topic, "");
		}

		private void publish(String topic, String payload) {
			MqttMessage message = MqttMessage.builder(topic).payload(payload).build();
			fixture.session.publish(new PublishExchange(message, 0, Runnable::run, (ended, failure) -> {
			}));
		}

		/** Topic and alias of each packet sent. */
		private List<String> sent() {
			return fixture.output.takeSent()
				.stream()
				.map((packet) -> ((Publish) packet).message())
				.map((message) -> message.topic() + "=" + message.properties().get(Property.TOPIC_ALIAS))
				.toList();
		}

	}

	@Nested
	class Inbound {

		Inbound() {
			TopicAliasesTests.this.fixture.connect(false);
		}

		@Test
		void anAliasStandsForTheTopicItCameWith() {
			receive(TopicName.of("a"), 1);
			receive(TopicName.of("b"), 2);
			receive(TopicName.NONE, 1);

			assertThat(fixture.output.delivered).extracting((publish) -> publish.message().topic())
				.containsExactly("a", "b", "a");
		}

		@Test
		void anAliasMayBeGivenAnotherTopic() {
			receive(TopicName.of("a"), 1);
			receive(TopicName.of("b"), 1);
			receive(TopicName.NONE, 1);

			assertThat(fixture.output.delivered).last()
				.satisfies((publish) -> assertThat(publish.message().topic()).isEqualTo("b"));
		}

		@Test // [MQTT-3.1.2-26]
		void anAliasAboveTheMaximumIsRefused() {
			assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> receive(TopicName.of("a"), 3))
				.withMessage("topic alias must be at most 2, was 3")
				.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID));
		}

		@Test
		void anAliasThatStandsForNothingIsRefused() {
			assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> receive(TopicName.NONE, 2))
				.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR));
		}

		@Test
		void aNewConnectionBeginsWithoutAliases() {
			receive(TopicName.of("a"), 1);
			fixture.session.disconnected();
			fixture.connect(true);

			assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> receive(TopicName.NONE, 1));
		}

		private void receive(TopicName topic, int alias) {
			PacketProperties properties = PacketProperties.builder().set(Property.TOPIC_ALIAS, alias).build();
			fixture.session.receive(
					new Publish(new MqttMessage(topic, new byte[0], QoS.AT_MOST_ONCE, false, properties), false, 0));
		}

	}

}
