// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Publishes numbers from 0 on, with a window of unfinished ones, and keeps account of
 * those that the server has acknowledged.
 */
final class NumberedStream {

	private static final int WINDOW = 100;

	private final MqttClient client;

	private final String topic;

	private final QoS qos;

	private final Semaphore window = new Semaphore(WINDOW);

	private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private int next;

	NumberedStream(MqttClient client, String topic, QoS qos) {
		this.client = client;
		this.topic = topic;
		this.qos = qos;
	}

	/** Publishes the next numbers; waits where the window is full. */
	void publish(int count) {
		for (int i = 0; i < count; i++) {
			acquire(1);
			publishNext();
		}
	}

	/** Publishes as many as the window has room for; does not wait. */
	void fillWindow() {
		while (this.window.tryAcquire()) {
			publishNext();
		}
	}

	private void publishNext() {
		String number = Integer.toString(this.next++);
		this.client.publish(MqttMessage.builder(this.topic).payload(number).qos(this.qos).build())
			.whenComplete((result, failure) -> {
				if (failure != null) {
					this.failures.add(failure);
				}
				else {
					this.acknowledged.add(number);
				}
				this.window.release();
			});
	}

	private void acquire(int permits) {
		try {
			boolean acquired = this.window.tryAcquire(permits, TestClients.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(acquired).as("publishes end within %s", TestClients.LIMIT).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Waits until all publishes have ended, and expects that they ended well. */
	void awaitAcknowledgements() {
		acquire(WINDOW);
		assertThat(this.failures).isEmpty();
		assertThat(this.acknowledged).hasSize(this.next);
	}

	/**
	 * Waits until all acknowledged numbers have come.
	 * @return all that came, with duplicates
	 */
	List<String> awaitArrival(ReceivedMessages received) {
		List<String> arrived = new ArrayList<>();
		Set<String> missing = new HashSet<>(this.acknowledged);
		while (!missing.isEmpty()) {
			String number = received.next().payloadAsString();
			arrived.add(number);
			missing.remove(number);
		}
		received.rest().forEach((message) -> arrived.add(message.payloadAsString()));
		return arrived;
	}

}
