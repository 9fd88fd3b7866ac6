// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class SessionIntegrationTests {

	@AutoClose
	private final TestClients clients;

	private final String topic;

	SessionIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("orders");
	}

	@Test
	void keptSessionIsPresentAtTheSecondConnect() {
		try (MqttClient client = this.clients.create(this.clients.keptSession("keeper"))) {
			assertThat(client.blocking().connect().sessionPresent()).isFalse();
			client.blocking().disconnect();

			assertThat(client.blocking().connect().sessionPresent()).isTrue();
			assertThat(client.status().sessionPresent()).isTrue();
		}
		MqttClient another = this.clients.create(this.clients.keptSession("keeper"));
		assertThat(another.blocking().connect().sessionPresent()).isTrue();
	}

	@Test // [MQTT-3.1.2-4]
	void cleanSessionIsNeverPresent() {
		this.clients.connect(this.clients.keptSession("cleaner")).close();

		MqttClient client = this.clients.create(this.clients.keptSession("cleaner").clean(true));

		assertThat(client.blocking().connect().sessionPresent()).isFalse();
		client.blocking().disconnect();
		assertThat(client.blocking().connect().sessionPresent()).isFalse();
	}

	@Test
	void messagesSentMeanwhileReachAHandlerThatWasThereBeforeConnect() {
		Subscription subscription = Subscription.of(this.topic, QoS.EXACTLY_ONCE);
		MqttClient first = this.clients.connect(this.clients.keptSession("absent"));
		first.blocking().subscribe(subscription, new ReceivedMessages());
		first.close();
		MqttClient publisher = this.clients.connect();
		for (int i = 0; i < 10; i++) {
			QoS qos = (i % 2 == 0) ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE;
			publisher.blocking().publish(MqttMessage.builder(this.topic).payload(Integer.toString(i)).qos(qos).build());
		}

		MqttClient second = this.clients.create(this.clients.keptSession("absent"));
		ReceivedMessages received = new ReceivedMessages();
		second.subscribe(subscription, received);
		second.connect();

		List<String> numbers = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
		assertThat(received.nextPayloads(10)).containsExactlyElementsOf(numbers);
	}

	@Test
	void messagesSentMeanwhileReachTheirHandlersThoughAnotherIsSubscribedBetweenThem() {
		Subscription wide = Subscription.of(this.topic + "/#", QoS.AT_LEAST_ONCE);
		Subscription narrow = Subscription.of(this.topic + "/1", QoS.AT_LEAST_ONCE);
		MqttClient first = this.clients.connect(this.clients.keptSession("upgraded"));
		first.blocking().subscribe(wide, new ReceivedMessages());
		first.blocking().subscribe(narrow, new ReceivedMessages());
		first.close();
		this.clients.connect()
			.blocking()
			.publish(MqttMessage.builder(this.topic + "/1").payload("kept").qos(QoS.AT_LEAST_ONCE).build());

		MqttClient second = this.clients.create(this.clients.keptSession("upgraded"));
		ReceivedMessages ofWide = new ReceivedMessages();
		ReceivedMessages ofNarrow = new ReceivedMessages();
		second.subscribe(wide, ofWide);
		second.subscribe(Subscription.of(this.topic + "/2", QoS.AT_LEAST_ONCE), new ReceivedMessages());
		second.subscribe(narrow, ofNarrow);
		second.connect();

		assertThat(ofWide.nextPayloads(1)).containsExactly("kept");
		assertThat(ofNarrow.nextPayloads(1)).containsExactly("kept");
	}

	@Test
	void messagesThatWereNotAcknowledgedComeAgain() {
		Subscription subscription = Subscription.of(this.topic, QoS.AT_LEAST_ONCE);
		MqttClient first = this.clients.connect(this.clients.keptSession("forgetful").ackMode(AckMode.MANUAL));
		ReceivedMessages unacknowledged = ReceivedMessages.of(first, subscription);
		this.clients.connect()
			.blocking()
			.publish(MqttMessage.builder(this.topic).payload("again").qos(QoS.AT_LEAST_ONCE).build());
		unacknowledged.next();
		first.close();

		MqttClient second = this.clients.create(this.clients.keptSession("forgetful"));
		RecordedEvents events = RecordedEvents.of(second);
		second.subscribe(subscription);
		second.connect();

		Delivery delivery = events.next(MqttEvent.MessageReceived.class).delivery();
		assertThat(delivery.message().payloadAsString()).isEqualTo("again");
		assertThat(delivery.duplicate()).isTrue();
	}

	@Test
	void secondClientWithTheSameIdentifierTakesOver() {
		MqttClient first = this.clients.create(this.clients.keptSession("twin").reconnect(ReconnectPolicy.never()));
		RecordedEvents events = RecordedEvents.of(first);
		first.blocking().connect();

		MqttClient second = this.clients.connect(this.clients.keptSession("twin"));

		assertThat(events.next(MqttEvent.Disconnected.class).connected()).isTrue();
		assertThat(second.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

}
