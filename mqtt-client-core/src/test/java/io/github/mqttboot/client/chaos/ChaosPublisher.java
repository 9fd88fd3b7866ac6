// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.client.chaos.Ledger.Entry;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.store.file.FileSessionStore;

/**
 * An application that publishes numbers at each QoS and keeps its session in files. It is
 * killed without warning and started again, and goes on with the next numbers. A line on
 * standard input asks it to end when everything has ended.
 */
final class ChaosPublisher {

	/** Messages that have not ended. */
	private static final int WINDOW = 400;

	private ChaosPublisher() {
	}

	/**
	 * Publishes.
	 * @param args the server, the version, the client identifier, the folder of the
	 * store, and the ledger
	 */
	public static void main(String[] args) throws Exception {
		Path file = Path.of(args[4]);
		MqttClient client = MqttClient.create(options(args));
		try (Ledger ledger = Ledger.append(file)) {
			// what an earlier life has published is told by events
			client.on(MqttEvent.MessageAcknowledged.class, (event) -> record(ledger, Entry.SAFE, event.message()));
			client.connect();
			Semaphore window = new Semaphore(WINDOW);
			int number = Ledger.read(file, Entry.ASKED, 1).size() + 1;
			while (System.in.available() == 0) {
				for (QoS qos : QoS.values()) {
					publish(client, ledger, window, qos, number, args[2]);
				}
				number++;
			}
			while (client.backlog().inFlight() + client.backlog().queued() > 0) {
				Thread.onSpinWait();
			}
			client.blocking().disconnect();
			client.close();
		}
		System.out.println("done");
	}

	private static MqttClientOptions options(String[] args) {
		return MqttClientOptions.builder(args[0])
			.version(MqttVersion.parse(args[1]))
			.clientId(args[2])
			.clean(false)
			.store(new FileSessionStore(Path.of(args[3])))
			.keepAlive(Duration.ofSeconds(2))
			.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(100)))
			.build();
	}

	private static void publish(MqttClient client, Ledger ledger, Semaphore window, QoS qos, int number, String id)
			throws InterruptedException {
		MqttMessage message = MqttMessage.builder(topic(id, qos)).payload(Integer.toString(number)).qos(qos).build();
		window.acquire();
		ledger.write(Entry.ASKED, qos.level(), number);
		client.publish(message).whenComplete((result, failure) -> {
			window.release();
			if (failure != null) {
				record(ledger, Entry.FAILED, message);
			}
			else if (qos == QoS.AT_MOST_ONCE) {
				record(ledger, Entry.SAFE, message);
			}
		});
	}

	private static void record(Ledger ledger, Entry entry, MqttMessage message) {
		ledger.write(entry, message.qos().level(), Integer.parseInt(message.payloadAsString()));
	}

	static String topic(String id, QoS qos) {
		return "chaos/" + id + "/" + qos.level();
	}

}
