// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to those who asked for them, in order, one failing without harm to
 * others.
 */
final class EventHub {

	private static final Logger logger = LoggerFactory.getLogger(EventHub.class);

	private final Executor callbacks;

	/** Another list after each change, by any thread. */
	private volatile List<Entry<?>> entries = List.of();

	/**
	 * Whether somebody asks for what comes with each message, so that it costs nothing.
	 */
	private volatile boolean receivedWanted;

	private volatile boolean acknowledgedWanted;

	EventHub(Executor callbacks) {
		this.callbacks = callbacks;
	}

	<E extends MqttEvent> Registration on(Class<E> type, Consumer<? super E> handler) {
		Entry<E> entry = new Entry<>(type, handler);
		change((entries) -> entries.add(entry));
		return () -> change((entries) -> entries.remove(entry));
	}

	private void change(Consumer<List<Entry<?>>> change) {
		synchronized (this) {
			List<Entry<?>> changed = new ArrayList<>(this.entries);
			change.accept(changed);
			this.entries = changed;
			this.receivedWanted = isWanted(MqttEvent.MessageReceived.class);
			this.acknowledgedWanted = isWanted(MqttEvent.MessageAcknowledged.class);
		}
	}

	boolean isReceivedWanted() {
		return this.receivedWanted;
	}

	boolean isAcknowledgedWanted() {
		return this.acknowledgedWanted;
	}

	private boolean isWanted(Class<? extends MqttEvent> type) {
		for (Entry<?> entry : this.entries) {
			if (entry.type.isAssignableFrom(type)) {
				return true;
			}
		}
		return false;
	}

	/** Fires an event from the loop. */
	void fire(MqttEvent event) {
		if (isWanted(event.getClass())) {
			this.callbacks.execute(() -> dispatch(event));
		}
	}

	/** Runs the handlers of an event now; by the callbacks' executor alone. */
	void dispatch(MqttEvent event) {
		for (Entry<?> entry : this.entries) {
			try {
				entry.accept(event);
			}
			catch (Throwable ex) {
				reportFailure("a handler of " + event.getClass().getSimpleName() + " failed", ex, event);
			}
		}
	}

	private void reportFailure(String message, Throwable failure, MqttEvent event) {
		if (event instanceof MqttEvent.Failed) {
			logger.error("A handler of Failed failed itself", failure);
		}
		else {
			reportFailure(message, failure);
		}
	}

	/** Tells of a failure in user code; in the log, if nobody else wants to know. */
	void reportFailure(String message, Throwable failure) {
		if (isWanted(MqttEvent.Failed.class)) {
			fire(new MqttEvent.Failed(message, failure));
		}
		else {
			logger.error("{}", Printable.of(message), failure);
		}
	}

	private static final class Entry<E extends MqttEvent> {

		private final Class<E> type;

		private final Consumer<? super E> handler;

		Entry(Class<E> type, Consumer<? super E> handler) {
			this.type = type;
			this.handler = handler;
		}

		void accept(MqttEvent event) {
			if (this.type.isInstance(event)) {
				this.handler.accept(this.type.cast(event));
			}
		}

	}

}
