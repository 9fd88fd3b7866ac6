// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.mqttboot.client.DropReason;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.TrafficObserver;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/** Makes an observer for each auto-configured client. */
@FunctionalInterface
interface TrafficObserverFactory {

	/**
	 * Makes an observer.
	 * @param client the client's bean name
	 * @return the observer
	 */
	TrafficObserver create(String client);

	/** Adds observers to the one that the options have already. */
	static MqttClientOptions observed(MqttClientOptions options, String client,
			Stream<TrafficObserverFactory> factories) {
		Stream<TrafficObserver> added = factories.map((factory) -> factory.create(client));
		List<TrafficObserver> observers = Stream.concat(Stream.of(options.trafficObserver()), added)
			.filter((observer) -> observer != TrafficObserver.NONE)
			.toList();
		return switch (observers.size()) {
			case 0 -> options;
			case 1 -> options.toBuilder().trafficObserver(observers.get(0)).build();
			default -> options.toBuilder().trafficObserver(new All(observers)).build();
		};
	}

	/** Tells several observers. */
	record All(List<TrafficObserver> observers) implements TrafficObserver {

		@Override
		public void sent(QoS qos, int bytes) {
			this.observers.forEach((observer) -> observer.sent(qos, bytes));
		}

		@Override
		public void received(QoS qos, int bytes) {
			this.observers.forEach((observer) -> observer.received(qos, bytes));
		}

		@Override
		public void dropped(QoS qos, int bytes) {
			this.observers.forEach((observer) -> observer.dropped(qos, bytes));
		}

		@Override
		public void publishEnded(QoS qos, Duration elapsed, @Nullable Throwable failure) {
			this.observers.forEach((observer) -> observer.publishEnded(qos, elapsed, failure));
		}

		@Override
		public void publishDropped(QoS qos, DropReason reason) {
			this.observers.forEach((observer) -> observer.publishDropped(qos, reason));
		}

	}

}
