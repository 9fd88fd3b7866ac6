// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.store.DurableMemory;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The blocking front when the queue is full and one to wait for. */
class BlockingPublishTests {

	@AutoClose
	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	private static MqttMessage message(String payload) {
		return MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).payload(payload).build();
	}

	private MqttClient client(Duration maxWait) {
		return this.broker
			.connect((options) -> options.publishQueue(PublishQueue.DEFAULT.withMessages(1).waiting(maxWait)));
	}

	@Test
	void waitsForRoom() {
		MqttClient client = client(Duration.ofSeconds(20));
		client.publish(message("a"));
		Publish first = this.broker.expect(Publish.class);

		CompletableFuture<PublishResult> publishing = new CompletableFuture<>();
		Thread publisher = new Thread(() -> publishing.complete(client.blocking().publish(message("b"))));
		publisher.start();
		await().atMost(TestClients.LIMIT).until(publisher::getState, Thread.State.TIMED_WAITING::equals);
		this.broker.send(new PubAck(first.packetId()));
		Publish second = this.broker.expect(Publish.class);
		this.broker.send(new PubAck(second.packetId()));

		assertThat(second.message().payloadAsString()).isEqualTo("b");
		ScriptedBroker.result(publishing);
	}

	@Test
	void failsWhenThereIsNoRoomInTime() {
		MqttClient client = client(Duration.ofMillis(50));
		client.publish(message("a"));

		assertThatExceptionOfType(MqttQueueFullException.class)
			.isThrownBy(() -> client.blocking().publish(message("b")));
	}

	@Test
	void waitsAsLongAsItTakesIfTheFrontDoes() {
		MqttClient client = this.broker.connect();

		CompletableFuture<PublishResult> publishing = CompletableFuture
			.supplyAsync(() -> client.blocking().withTimeout(ChronoUnit.FOREVER.getDuration()).publish(message("a")));
		this.broker.send(new PubAck(this.broker.expect(Publish.class).packetId()));

		ScriptedBroker.result(publishing);
	}

	@Test
	void doesNotWaitForRoomInAClientThatIsClosed() {
		MqttClient client = this.broker
			.connect((options) -> options.publishQueue(PublishQueue.DEFAULT.withMessages(1).waiting(Duration.ofDays(1)))
				.store(new DurableMemory(System::nanoTime)));
		client.publish(message("a"));
		client.close();

		assertThatExceptionOfType(MqttConnectionException.class)
			.isThrownBy(() -> client.blocking().withTimeout(TestClients.LIMIT).publish(message("b")))
			.withMessage("the client is closed");
	}

	@Test
	void waitsNoLongerThanTheFrontDoes() {
		MqttClient client = client(Duration.ofDays(1));
		client.publish(message("a"));

		assertThatExceptionOfType(MqttQueueFullException.class)
			.isThrownBy(() -> client.blocking().withTimeout(Duration.ofMillis(50)).publish(message("b")));
	}

}
