// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.mqttboot.protocol.QoS;

/** What has arrived at the subscriber, and how often. */
final class Arrivals {

	private final Map<QoS, Map<Integer, Integer>> times = new ConcurrentHashMap<>();

	void add(QoS qos, int number) {
		of(qos).merge(number, 1, Integer::sum);
	}

	Set<Integer> numbers(QoS qos) {
		return of(qos).keySet();
	}

	/** How often each number has come. */
	Map<Integer, Integer> times(QoS qos) {
		return Map.copyOf(of(qos));
	}

	Set<Integer> duplicates(QoS qos) {
		return of(qos).entrySet()
			.stream()
			.filter((entry) -> entry.getValue() > 1)
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	private Map<Integer, Integer> of(QoS qos) {
		return this.times.computeIfAbsent(qos, (key) -> new ConcurrentHashMap<>());
	}

}
