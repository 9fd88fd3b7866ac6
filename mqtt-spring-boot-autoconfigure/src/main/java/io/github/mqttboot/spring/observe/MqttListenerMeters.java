// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.mqttboot.spring.listener.MqttListenerObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

/**
 * Times listeners: {@code mqtt.listener}, with the tags {@code listener}, its id, and
 * {@code outcome}, {@code success} or {@code failure}.
 */
public final class MqttListenerMeters implements MqttListenerObserver {

	private final MeterRegistry registry;

	private final Map<String, Timers> timers = new ConcurrentHashMap<>();

	/**
	 * Makes the meters; those of a listener are registered with its first message.
	 * @param registry where to
	 */
	public MqttListenerMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void handled(String listenerId, Duration elapsed, @Nullable Throwable failure) {
		Timers timers = this.timers.get(listenerId);
		if (timers == null) {
			timers = this.timers.computeIfAbsent(listenerId, (id) -> Timers.register(this.registry, id));
		}
		((failure == null) ? timers.succeeded : timers.failed).record(elapsed);
	}

	/** The timers of one listener. */
	private record Timers(Timer succeeded, Timer failed) {

		static Timers register(MeterRegistry registry, String listener) {
			return new Timers(timer(registry, listener, "success"), timer(registry, listener, "failure"));
		}

		private static Timer timer(MeterRegistry registry, String listener, String outcome) {
			return Timer.builder("mqtt.listener")
				.tags("listener", listener, "outcome", outcome)
				.description("Time a listener takes to handle a message")
				.register(registry);
		}

	}

}
