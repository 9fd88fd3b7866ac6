// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.store.file.FileSessionStore;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.EnabledIfDocker;
import io.github.mqttboot.testbrokers.MosquittoBroker;
import io.github.mqttboot.testbrokers.PacketLog;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TcpProxy;
import io.github.mqttboot.testbrokers.TestBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What brokers make of a PUBREC with an error, which ends the exchange (section 4.3.3),
 * and how they refuse themselves. None does what it should; when one of these tests fails
 * it has learned better, and docs/reliability.md has to say so.
 */
@Timeout(60)
class RefusedMessagesIntegrationTests {

	@Test
	void hiveMqSendsPubrelAllTheSame() throws InterruptedException {
		try (Receiver receiver = new Receiver(SharedBrokers.hiveMq())) {
			receiver.publish(1);
			receiver.refuse(1);

			await().atMost(TestClients.LIMIT).until(() -> receiver.packets("> PUBCOMP").count() == 1);

			assertThat(receiver.log.packets()).endsWith("> PUBREC 1 0x83", "< PUBREL 1", "> PUBCOMP 1 0x92");
		}
	}

	@Test // 20 is its max_inflight_messages
	void mosquittoSendsNothingMoreAfterTwentyOfThem() throws InterruptedException {
		try (Receiver receiver = new Receiver(SharedBrokers.mosquitto())) {
			receiver.publish(20);
			receiver.refuse(20);
			await().atMost(TestClients.LIMIT).until(() -> receiver.packets("> PUBREC").count() == 20);

			receiver.publish(1);
			receiver.ping(); // is answered after a message that was sent would have come

			assertThat(receiver.packets("< PUBLISH")).hasSize(20);
		}
	}

	/**
	 * With a code that PUBACK and PUBREC must not have; and it means what it says. Now
	 * and then it closes the connection all the same.
	 */
	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "AT_MOST_ONCE")
	@EnabledIfDocker
	void mosquittoRefusesAMessageThatIsTooLarge(QoS qos, @TempDir Path directory) {
		try (MosquittoBroker broker = new MosquittoBroker(BrokerOptions.open(), "message_size_limit 1000")) {
			broker.start();
			try (TestClients clients = new TestClients(broker, MqttVersion.V5)) {
				MqttClient client = clients.connect(clients.options(broker.uri())
					.clean(false)
					.clientId(clients.clientId("publisher"))
					.store(new FileSessionStore(directory)));
				MqttMessage.Builder message = MqttMessage.builder(clients.topic("a")).qos(qos);
				CompletableFuture<PublishResult> large = client.publish(message.payload("x".repeat(1001)).build());
				CompletableFuture<PublishResult> small = client.publish(message.payload("x").build());

				assertThat(large).failsWithin(TestClients.LIMIT)
					.withThrowableThat()
					.havingCause()
					.isInstanceOfSatisfying(MqttRejectedException.class,
							(refusal) -> assertThat(refusal.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE));
				assertThat(small).succeedsWithin(TestClients.LIMIT);
				assertThat(client.backlog().inFlight()).isZero();
			}
		}
	}

	/** A client that refuses what it is told to, and one that publishes. */
	private static final class Receiver implements AutoCloseable {

		private final TestClients clients;

		private final TcpProxy proxy;

		private final PacketLog log;

		private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

		private final MqttClient client;

		Receiver(TestBroker broker) {
			this.clients = new TestClients(broker, MqttVersion.V5);
			this.proxy = TcpProxy.to(broker);
			this.log = this.proxy.record();
			this.client = this.clients.connect(this.clients.options(this.proxy.uri()));
			this.client
				.subscribe(Subscription.of(this.clients.topic("a"), QoS.EXACTLY_ONCE), AckMode.MANUAL,
						this.deliveries::add)
				.join();
		}

		void publish(int count) {
			MqttClient publisher = this.clients.connect();
			MqttMessage message = MqttMessage.builder(this.clients.topic("a")).qos(QoS.EXACTLY_ONCE).build();
			Collections.nCopies(count, message).forEach(publisher.blocking()::publish);
		}

		void refuse(int count) throws InterruptedException {
			for (int i = 0; i < count; i++) {
				Delivery delivery = this.deliveries.poll(20, TimeUnit.SECONDS);
				assertThat(delivery).as("delivery %s of %s", i + 1, count).isNotNull();
				delivery.acknowledge(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, PacketProperties.NONE);
			}
		}

		void ping() {
			this.client.lowLevel().sendPing().join();
		}

		Stream<String> packets(String start) {
			return this.log.packets().stream().filter((packet) -> packet.startsWith(start + " "));
		}

		@Override
		public void close() {
			this.clients.close();
			this.proxy.close();
		}

	}

}
