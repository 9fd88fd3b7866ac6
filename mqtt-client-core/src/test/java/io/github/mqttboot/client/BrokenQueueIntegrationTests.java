// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.HiveMqBroker;
import io.github.mqttboot.testbrokers.PacketLog;
import io.github.mqttboot.testbrokers.TcpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What HiveMQ makes of a restart while it waits for PUBCOMP. It numbers what it keeps for
 * a client, and goes on at a restart after the last PUBLISH that it has kept: what comes
 * then sorts before a PUBREL with a higher number, where HiveMQ expects none. When this
 * test fails it has learned better, and docs/reliability.md has to say so.
 */
@Timeout(120)
class BrokenQueueIntegrationTests {

	@Test
	void hiveMqDeliversNothingMoreWhereItKeptPubrelAlone() throws InterruptedException {
		try (HiveMqBroker broker = new HiveMqBroker(BrokerOptions.open());
				TestClients clients = new TestClients(broker, MqttVersion.V5)) {
			broker.start();
			try (TcpProxy proxy = TcpProxy.to(broker)) {
				PacketLog log = proxy.record();
				BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
				MqttClient subscriber = clients
					.connect(clients.options(proxy.uri()).clean(false).clientId(clients.clientId("subscriber")));
				subscriber
					.subscribe(Subscription.of(clients.topic("a"), QoS.EXACTLY_ONCE), AckMode.MANUAL, deliveries::add)
					.join();
				MqttClient publisher = clients.connect();
				for (int i = 1; i <= 3; i++) {
					publisher.blocking().publish(message(clients));
					Delivery delivery = deliveries.poll(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);
					assertThat(delivery).isNotNull();
					if (i == 3) {
						proxy.holdAnswers();
					}
					delivery.acknowledge();
					int answered = Math.min(i, 2);
					await().atMost(TestClients.LIMIT).until(() -> count(log, "> PUBCOMP") == answered);
				}
				await().atMost(TestClients.LIMIT).until(proxy::holdsAnswer); // PUBREL

				proxy.refuse();
				broker.stop();
				proxy.reset();
				broker.start();
				publisher.blocking().publish(message(clients));
				publisher.blocking().publish(message(clients));
				int connected = count(log, "< CONNACK");
				proxy.admit();
				await().atMost(TestClients.LIMIT).until(() -> count(log, "< CONNACK") >= connected + 5);

				assertThat(log.packets().stream().filter((packet) -> packet.startsWith("< PUB"))).hasSize(5);
				assertThat(deliveries).isEmpty();
			}
		}
	}

	private static int count(PacketLog log, String start) {
		List<String> packets = log.packets();
		return (int) packets.stream().filter((packet) -> packet.startsWith(start)).count();
	}

	private static MqttMessage message(TestClients clients) {
		return MqttMessage.builder(clients.topic("a")).qos(QoS.EXACTLY_ONCE).build();
	}

}
