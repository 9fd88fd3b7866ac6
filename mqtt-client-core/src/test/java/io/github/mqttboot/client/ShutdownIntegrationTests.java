// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Closing a client that has a lot to do. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class ShutdownIntegrationTests {

	private static final int MESSAGES = 2000;

	private static final List<String> NUMBERS = IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList();

	@AutoClose
	private final TestClients clients;

	private final String topic;

	ShutdownIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.topic = this.clients.topic("work");
	}

	@Test
	void whatWasPublishedBeforeCloseArrives() {
		ReceivedMessages received = ReceivedMessages.of(this.clients.connect(), this.topic, QoS.EXACTLY_ONCE);
		MqttClient client = this.clients.connect(unhurried(this.clients.options()));
		List<CompletableFuture<?>> published = publishAll(client);

		client.close();

		// what has ended may be on its way yet to the thread that completes the futures
		assertThat(published).allSatisfy((each) -> assertThat(each).succeedsWithin(TestClients.LIMIT));
		assertThat(received.nextPayloads(MESSAGES)).containsExactlyElementsOf(NUMBERS);
	}

	@Test
	void eachMessageIsHandledOnceThoughTheClientIsClosedInTheMidst() throws InterruptedException {
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		CountDownLatch some = new CountDownLatch(100);
		MqttClient first = this.clients.connect(unhurried(this.clients.keptSession("worker")));
		first.blocking().subscribe(Subscription.of(this.topic, QoS.EXACTLY_ONCE), (delivery) -> {
			handled.add(delivery.message().payloadAsString());
			some.countDown();
		});
		List<CompletableFuture<?>> published = publishAll(this.clients.connect());
		assertThat(some.await(TestClients.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

		first.close();
		int handledByFirst = handled.size();

		ReceivedMessages rest = new ReceivedMessages();
		MqttClient second = this.clients.create(this.clients.keptSession("worker"));
		second.subscribe(Subscription.of(this.topic, QoS.EXACTLY_ONCE), rest);
		second.connect();
		published.forEach((each) -> each.orTimeout(TestClients.LIMIT.toMillis(), TimeUnit.MILLISECONDS).join());
		handled.addAll(rest.nextPayloads(MESSAGES - handledByFirst));
		assertThat(handled).containsExactlyElementsOf(NUMBERS);
	}

	/** Leaves all the time that a busy machine may need. */
	private static MqttClientOptions.Builder unhurried(MqttClientOptions.Builder options) {
		return options.disconnectTimeout(TestClients.LIMIT);
	}

	/** Publishes all numbers without waiting. */
	private List<CompletableFuture<?>> publishAll(MqttClient client) {
		return NUMBERS.stream().<CompletableFuture<?>>map((number) -> publish(client, number)).toList();
	}

	private CompletableFuture<?> publish(MqttClient client, String number) {
		return client.publish(MqttMessage.builder(this.topic).payload(number).qos(QoS.EXACTLY_ONCE).build());
	}

}
