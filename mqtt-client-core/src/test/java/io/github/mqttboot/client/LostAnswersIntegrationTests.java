// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.PacketLog;
import io.github.mqttboot.testbrokers.TcpProxy;
import io.github.mqttboot.testbrokers.TestBroker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a message of QoS 2 whose PUBREC is lost, with the connection alone or
 * because the broker is restarted. HiveMQ does not keep the packet identifiers of its
 * senders when it stops, so it takes what is sent again for a new message; when that test
 * fails it has learned better, and docs/reliability.md has to say so.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
@Timeout(120)
class LostAnswersIntegrationTests {

	/** Starting one takes seconds: the tests of a setup share it. */
	@SuppressWarnings("NullAway.Init")
	private static TestBroker broker;

	private final Setup setup;

	@AutoClose
	private final TcpProxy proxy = TcpProxy.to(broker);

	private final PacketLog log = this.proxy.record();

	@AutoClose
	private final TcpProxy subscribers = TcpProxy.to(broker);

	private final PacketLog subscriberLog = this.subscribers.record();

	@AutoClose
	private final TestClients clients;

	private final String topic;

	LostAnswersIntegrationTests(Setup setup) {
		this.setup = setup;
		this.clients = new TestClients(broker, setup.version());
		this.topic = this.clients.topic("a");
	}

	@BeforeParameterizedClassInvocation
	static void startBroker(Setup setup) {
		broker = setup.broker().create(BrokerOptions.open());
		broker.start();
	}

	@AfterParameterizedClassInvocation
	static void closeBroker() {
		broker.close();
	}

	@Test
	void aBrokerThatRunsOnRecognisesWhatIsPublishedAgain() {
		List<String> arrived = publishAndLosePubrec((subscriber) -> this.proxy.reset());

		assertThat(arrived).containsExactly("once", "last");
		assertSentAgain();
	}

	@Test
	void aBrokerThatIsRestartedRecognisesWhatIsPublishedAgainUnlessItIsHiveMq() {
		List<String> arrived = publishAndLosePubrec((subscriber) -> {
			if (this.setup.broker() == BrokerKind.HIVEMQ) { // passes it on before PUBREL
				awaitDelivered(subscriber);
			}
			broker.stop();
			this.proxy.reset();
			broker.start();
		});

		if (this.setup.broker() == BrokerKind.HIVEMQ) {
			assertThat(arrived).containsExactly("once", "once", "last");
		}
		else {
			assertThat(arrived).containsExactly("once", "last");
		}
		assertSentAgain();
	}

	@Test
	void aBrokerThatIsRestartedSendsAgainUnderTheSameIdentifierWhatWasNotAcknowledged() throws Exception {
		BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
		MqttClient subscriber = this.clients
			.connect(this.clients.options(this.proxy.uri()).clean(false).clientId(this.clients.clientId("subscriber")));
		subscriber.subscribe(Subscription.of(this.topic, QoS.EXACTLY_ONCE), AckMode.MANUAL, deliveries::add).join();
		this.clients.connect().blocking().publish(message("once"));
		Delivery delivery = deliveries.poll(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);
		assertThat(delivery).isNotNull();

		broker.stop();
		broker.start();
		await().atMost(TestClients.LIMIT).until(() -> exchanged().size() == 2);
		delivery.acknowledge();
		await().atMost(TestClients.LIMIT).until(() -> exchanged().contains("> PUBCOMP 1"));

		assertThat(exchanged()).containsExactly("< PUBLISH 1 " + this.topic, "< PUBLISH 1 " + this.topic + " DUP",
				"> PUBREC 1", "< PUBREL 1", "> PUBCOMP 1");
		assertThat(deliveries).isEmpty();
	}

	/** The payloads of all that arrives, the last of which is "last". */
	private List<String> publishAndLosePubrec(Consumer<MqttClient> loss) {
		MqttClient subscriber = this.clients.connect(this.clients.options(this.subscribers.uri())
			.clean(false)
			.clientId(this.clients.clientId("subscriber")));
		ReceivedMessages received = ReceivedMessages.of(subscriber, this.topic, QoS.EXACTLY_ONCE);
		MqttClient publisher = this.clients
			.connect(this.clients.options(this.proxy.uri()).clean(false).clientId(this.clients.clientId("publisher")));
		this.proxy.holdAnswers();
		CompletableFuture<PublishResult> result = publisher.publish(message("once"));
		await().atMost(TestClients.LIMIT).until(this.proxy::holdsAnswer);

		loss.accept(subscriber);
		result.join();
		publisher.blocking().publish(message("last"));

		List<String> arrived = new ArrayList<>();
		while (!arrived.contains("last")) {
			arrived.add(received.next().payloadAsString());
		}
		return arrived;
	}

	/**
	 * Until the exchange with the subscriber is over: HiveMQ may break what it keeps for
	 * a subscriber if it is stopped before that, see {@link BrokenQueueIntegrationTests}.
	 */
	private void awaitDelivered(MqttClient subscriber) {
		await().atMost(TestClients.LIMIT)
			.until(() -> this.subscriberLog.packets().stream().anyMatch((packet) -> packet.startsWith("> PUBCOMP")));
		subscriber.lowLevel().sendPing().join(); // answered after PUBCOMP was read
	}

	/** With DUP and the same packet identifier, and then the exchange went on. */
	private void assertSentAgain() {
		assertThat(exchanged()).startsWith("> PUBLISH 1 " + this.topic, "> PUBLISH 1 " + this.topic + " DUP",
				"< PUBREC 1", "> PUBREL 1", "< PUBCOMP 1");
	}

	private List<String> exchanged() {
		return this.log.exchanges().stream().map(PacketLog.Packet::toString).toList();
	}

	private MqttMessage message(String payload) {
		return MqttMessage.builder(this.topic).payload(payload).qos(QoS.EXACTLY_ONCE).build();
	}

}
