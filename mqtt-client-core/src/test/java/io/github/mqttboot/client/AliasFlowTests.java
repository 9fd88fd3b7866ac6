// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Numbers that stand for topics and for subscriptions in MQTT 5. */
class AliasFlowTests {

	private static final PacketProperties ONE_ALIAS = PacketProperties.builder()
		.set(Property.TOPIC_ALIAS_MAXIMUM, 1)
		.build();

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	@AfterEach
	void close() {
		this.broker.close();
	}

	private static MqttMessage message(String topic) {
		return MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).build();
	}

	private static String next(BlockingQueue<String> topics) throws InterruptedException {
		return String.valueOf(topics.poll(30, TimeUnit.SECONDS));
	}

	@Test // [MQTT-3.2.2-17], [MQTT-3.3.2-7], [MQTT-3.3.2-9]
	void aTopicIsNamedOnceOnEachConnection() {
		MqttClient client = this.broker.connect((options) -> options, ONE_ALIAS);
		List<CompletableFuture<?>> publishing = List.of(client.publish(message("a")), client.publish(message("a")),
				client.publish(message("b")));
		assertThat(topics(3)).containsExactly("a=1", "=1", "b=1");

		this.broker.hangUp();
		this.broker.accept();
		this.broker.expect(Connect.class);
		this.broker.send(new ConnAck(true, ReasonCode.SUCCESS, ONE_ALIAS));

		assertThat(topics(3)).containsExactly("a=1", "=1", "b=1");
		this.broker.send(new PubAck(1), new PubAck(2), new PubAck(3));
		publishing.forEach(ScriptedBroker::result);
	}

	private List<String> topics(int count) {
		return IntStream.range(0, count).mapToObj((i) -> {
			MqttMessage message = this.broker.expect(Publish.class).message();
			return message.topic() + "=" + message.properties().get(Property.TOPIC_ALIAS);
		}).toList();
	}

	@Test // [MQTT-3.3.2-10], [MQTT-3.3.2-7]
	void anAliasOfTheServerStandsForItsTopicOnOneConnection() throws InterruptedException {
		MqttClient client = this.broker.connect((options) -> options.topicAliasMaximum(2));
		BlockingQueue<String> topics = new LinkedBlockingQueue<>();
		client.on(MqttEvent.MessageReceived.class, (event) -> topics.add(event.delivery().message().topic()));

		this.broker.sendBytes("30 07 00 01 'a' 03 23 00 02  30 06 00 00 03 23 00 02");
		assertThat(next(topics)).isEqualTo("a");
		assertThat(next(topics)).isEqualTo("a");

		this.broker.hangUp();
		this.broker.acceptSession(true);
		this.broker.sendBytes("30 06 00 00 03 23 00 02");
		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		assertThat(topics).isEmpty();
	}

	@Test
	void aMessageGoesToTheHandlersOfTheSubscriptionsThatItNames() throws InterruptedException {
		MqttClient client = this.broker.connect();
		BlockingQueue<String> handlers = new LinkedBlockingQueue<>();
		client.subscribe(Subscription.of("#", QoS.AT_MOST_ONCE), (delivery) -> handlers.add("all"));
		client.subscribe(Subscription.of("a", QoS.AT_MOST_ONCE), (delivery) -> handlers.add("a"));
		int all = granted();
		int one = granted();

		this.broker.send(message(one), message(all), message(one, all));

		assertThat(List.of(next(handlers), next(handlers), next(handlers), next(handlers)))
			.containsExactlyInAnyOrder("a", "all", "a", "all");
		this.broker.expectAlive(client);
		assertThat(handlers).isEmpty();
	}

	/** Grants the next subscription and returns its identifier. */
	private int granted() {
		Subscribe subscribe = this.broker.expect(Subscribe.class);
		this.broker.send(new SubAck(subscribe.packetId(), List.of(ReasonCode.SUCCESS), PacketProperties.NONE));
		return subscribe.properties().subscriptionIdentifiers().get(0);
	}

	private static Publish message(Integer... identifiers) {
		PacketProperties properties = PacketProperties.builder()
			.set(Property.SUBSCRIPTION_IDENTIFIER, List.of(identifiers))
			.build();
		return new Publish(new MqttMessage(TopicName.of("a"), new byte[0], QoS.AT_MOST_ONCE, false, properties), false,
				0);
	}

}
