// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.List;

/** How far a run is, by the time that its steps are expected to take. */
final class Progress {

	private final List<Integer> expectedMillis;

	private final long startNanos = System.nanoTime();

	private int done;

	Progress(List<Integer> expectedMillis) {
		this.expectedMillis = expectedMillis;
	}

	/** One more is done. */
	void step() {
		this.done++;
	}

	@Override
	public String toString() {
		long elapsed = (System.nanoTime() - this.startNanos) / 1_000_000;
		long remaining = (this.done == 0) ? expected(0, this.expectedMillis.size())
				: elapsed * expected(this.done, this.expectedMillis.size()) / expected(0, this.done);
		return "[%d of %d, %s, about %s to go]".formatted(this.done, this.expectedMillis.size(), time(elapsed),
				time(remaining));
	}

	private long expected(int from, int to) {
		return this.expectedMillis.subList(from, to).stream().mapToLong(Integer::longValue).sum();
	}

	private static String time(long millis) {
		return "%d:%02d".formatted(millis / 60_000, millis / 1000 % 60);
	}

}
