// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.spring.listener.MqttListenerContainer;
import io.github.mqttboot.spring.listener.MqttListenerObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

/**
 * Times listeners and counts what becomes of their messages, with the tag
 * {@code listener}, the listener's id: {@code mqtt.listener} for attempts, by
 * {@code outcome}, {@code success} or {@code failure}; {@code mqtt.listener.retries};
 * {@code mqtt.listener.failures}; {@code mqtt.listener.dead.letters}, by {@code outcome};
 * {@code mqtt.listener.batch.size}, where there are batches, from the first one on;
 * {@code mqtt.listener.unfinished}, {@code mqtt.listener.unacknowledged} and
 * {@code mqtt.listener.longest}.
 */
public final class MqttListenerMeters implements MqttListenerObserver {

	private final MeterRegistry registry;

	private final Map<String, Meters> meters = new ConcurrentHashMap<>();

	private final Map<String, DistributionSummary> batchSizes = new ConcurrentHashMap<>();

	/**
	 * Makes the meters; those of a listener are registered with the listener.
	 * @param registry where to
	 */
	public MqttListenerMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void added(MqttListenerContainer listener) {
		of(listener.id());
		Gauge.builder("mqtt.listener.unfinished", listener, MqttListenerContainer::unfinished)
			.tag("listener", listener.id())
			.description("Messages that a listener has taken and not ended with")
			.register(this.registry);
		Gauge.builder("mqtt.listener.unacknowledged", listener, MqttListenerContainer::unacknowledged)
			.tag("listener", listener.id())
			.description("Messages that a listener has got and is to acknowledge by itself")
			.register(this.registry);
		TimeGauge
			.builder("mqtt.listener.longest", listener, TimeUnit.NANOSECONDS, (each) -> each.longestElapsed().toNanos())
			.tag("listener", listener.id())
			.description("How long a listener has been working on a message that it has not ended with")
			.register(this.registry);
	}

	@Override
	public void handled(String listenerId, Duration elapsed, @Nullable Throwable failure) {
		Meters meters = of(listenerId);
		((failure == null) ? meters.succeeded : meters.failed).record(elapsed);
	}

	@Override
	public void batch(String listenerId, int size) {
		this.batchSizes.computeIfAbsent(listenerId, this::batchSizes).record(size);
	}

	private DistributionSummary batchSizes(String listenerId) {
		return DistributionSummary.builder("mqtt.listener.batch.size")
			.tag("listener", listenerId)
			.baseUnit("messages")
			.description("Messages that a listener takes with one call")
			.register(this.registry);
	}

	@Override
	public void retrying(String listenerId) {
		of(listenerId).retries.increment();
	}

	@Override
	public void failed(String listenerId) {
		of(listenerId).failures.increment();
	}

	@Override
	public void deadLetter(String listenerId, @Nullable Throwable failure) {
		Meters meters = of(listenerId);
		((failure == null) ? meters.deadLetters : meters.failedDeadLetters).increment();
	}

	private Meters of(String listenerId) {
		Meters meters = this.meters.get(listenerId);
		return (meters != null) ? meters
				: this.meters.computeIfAbsent(listenerId, (id) -> Meters.register(this.registry, id));
	}

	/** The meters of one listener. */
	private record Meters(Timer succeeded, Timer failed, Counter retries, Counter failures, Counter deadLetters,
			Counter failedDeadLetters) {

		static Meters register(MeterRegistry registry, String listener) {
			return new Meters(timer(registry, listener, "success"), timer(registry, listener, "failure"),
					Counter.builder("mqtt.listener.retries")
						.tag("listener", listener)
						.description("Attempts after the first one")
						.register(registry),
					Counter.builder("mqtt.listener.failures")
						.tag("listener", listener)
						.description("Messages that a listener has failed with for good")
						.register(registry),
					deadLetters(registry, listener, "success"), deadLetters(registry, listener, "failure"));
		}

		private static Timer timer(MeterRegistry registry, String listener, String outcome) {
			return Timer.builder("mqtt.listener")
				.tags("listener", listener, "outcome", outcome)
				.description("Time a listener takes for an attempt to handle a message")
				.register(registry);
		}

		private static Counter deadLetters(MeterRegistry registry, String listener, String outcome) {
			return Counter.builder("mqtt.listener.dead.letters")
				.tags("listener", listener, "outcome", outcome)
				.description("Attempts to publish a message that a listener has failed with")
				.register(registry);
		}

	}

}
