// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Records the events of a client. */
final class RecordedEvents {

	private final BlockingQueue<MqttEvent> events = new LinkedBlockingQueue<>();

	private final Queue<MqttEvent> all = new ConcurrentLinkedQueue<>();

	private RecordedEvents() {
	}

	static RecordedEvents of(MqttClient client) {
		RecordedEvents recorded = new RecordedEvents();
		client.on(MqttEvent.class, (event) -> {
			recorded.all.add(event);
			recorded.events.add(event);
		});
		return recorded;
	}

	/** The next event of a type; waits for it, and passes over others. */
	<E extends MqttEvent> E next(Class<E> type) {
		long deadline = System.nanoTime() + TestClients.LIMIT.toNanos();
		try {
			for (;;) {
				MqttEvent event = this.events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				if (event == null) {
					throw new AssertionError("no " + type.getSimpleName() + " came, but " + this.all);
				}
				if (type.isInstance(event)) {
					return type.cast(event);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Whether an event of a type came since the client was made. */
	boolean has(Class<? extends MqttEvent> type) {
		return this.all.stream().anyMatch(type::isInstance);
	}

	/** The events of a type that came since the client was made. */
	<E extends MqttEvent> List<E> all(Class<E> type) {
		return this.all.stream().filter(type::isInstance).map(type::cast).toList();
	}

}
