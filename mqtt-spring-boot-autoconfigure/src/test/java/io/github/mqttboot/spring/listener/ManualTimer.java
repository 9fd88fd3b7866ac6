// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Time that passes when a test says so. */
final class ManualTimer implements Timer {

	private final List<Alarm> alarms = new CopyOnWriteArrayList<>();

	private volatile Duration now = Duration.ZERO;

	private record Alarm(Runnable task, Duration at) {
	}

	@Override
	public void schedule(Runnable task, Duration delay) {
		this.alarms.add(new Alarm(task, this.now.plus(delay)));
	}

	@Override
	public long now() {
		return this.now.toNanos();
	}

	/** How long from now until each of the alarms, in order. */
	List<Duration> pauses() {
		return this.alarms.stream().map((alarm) -> alarm.at().minus(this.now)).sorted().toList();
	}

	/** Lets time pass until nothing is due any more. */
	void advance(Duration time) {
		this.now = this.now.plus(time);
		while (true) {
			Alarm next = this.alarms.stream()
				.filter((alarm) -> alarm.at().compareTo(this.now) <= 0)
				.min(Comparator.comparing(Alarm::at))
				.orElse(null);
			if (next == null) {
				return;
			}
			this.alarms.remove(next);
			next.task().run();
		}
	}

}
