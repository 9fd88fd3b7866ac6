// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.transport.TransportLoop;
import io.github.mqttboot.transport.TransportLoop.Cancellation;

/** Runs a task at the earliest of the times it was set for. Confined to the loop. */
final class Alarm implements Runnable {

	private static final long NEVER = Long.MAX_VALUE;

	private final TransportLoop loop;

	private final Runnable task;

	private Cancellation scheduled = () -> {
	};

	private long at = NEVER;

	Alarm(TransportLoop loop, Runnable task) {
		this.loop = loop;
		this.task = task;
	}

	/**
	 * Has it run at a time, unless it runs before that anyway.
	 * @param time in the loop's nanoseconds, {@link Long#MAX_VALUE} for never
	 */
	void setFor(long time) {
		if (time == NEVER || (this.at != NEVER && time - this.at >= 0)) {
			return;
		}
		this.scheduled.cancel();
		this.at = time;
		this.scheduled = this.loop.schedule(Duration.ofNanos(Math.max(0, time - this.loop.nanoTime())), this);
	}

	/** Rings; by the loop alone. */
	@Override
	public void run() {
		this.at = NEVER;
		this.task.run();
	}

	void cancel() {
		this.scheduled.cancel();
		this.at = NEVER;
	}

}
