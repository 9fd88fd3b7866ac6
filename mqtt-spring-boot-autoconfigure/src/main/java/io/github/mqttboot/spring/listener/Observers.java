// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Tells all observers; one that fails harms neither the others nor the listener. */
final class Observers implements MqttListenerObserver {

	private static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	private final List<MqttListenerObserver> observers;

	Observers(List<MqttListenerObserver> observers) {
		this.observers = List.copyOf(observers);
	}

	@Override
	public void added(MqttListenerContainer listener) {
		tell(listener.id(), (observer) -> observer.added(listener));
	}

	@Override
	public void handled(String listenerId, Duration elapsed, @Nullable Throwable failure) {
		if (!this.observers.isEmpty()) {
			tell(listenerId, (observer) -> observer.handled(listenerId, elapsed, failure));
		}
	}

	@Override
	public void batch(String listenerId, int size) {
		tell(listenerId, (observer) -> observer.batch(listenerId, size));
	}

	@Override
	public void retrying(String listenerId) {
		tell(listenerId, (observer) -> observer.retrying(listenerId));
	}

	@Override
	public void failed(String listenerId) {
		tell(listenerId, (observer) -> observer.failed(listenerId));
	}

	@Override
	public void deadLetter(String listenerId, @Nullable Throwable failure) {
		tell(listenerId, (observer) -> observer.deadLetter(listenerId, failure));
	}

	private void tell(String listenerId, Consumer<MqttListenerObserver> event) {
		for (MqttListenerObserver observer : this.observers) {
			try {
				event.accept(observer);
			}
			catch (Throwable ex) {
				log.warn("observer of listener '" + listenerId + "' failed", ex);
			}
		}
	}

}
