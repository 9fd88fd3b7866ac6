// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes one message at a time and receives it back; from the call to the handler's.
 */
final class RoundTrips {

	private static final int MAXIMUM = 200_000;

	private final PeerClient client;

	private final Work work;

	private final String topic = "round-trip/" + ProcessHandle.current().pid();

	private final Thread publisher = Thread.currentThread();

	/** When the latest message came; written by the handler. */
	private volatile long receivedNanos;

	/** The number of the latest message; written by the handler, after the time. */
	private volatile long received = -1;

	RoundTrips(PeerClient client, Work work) {
		this.client = client;
		this.work = work;
	}

	Result measure(int millis) throws Exception {
		this.client.subscribe(this.topic, this.work.qos(), (number) -> {
			this.receivedNanos = System.nanoTime();
			this.received = number;
			LockSupport.unpark(this.publisher);
		});
		makeFor(this.work.warmUpMillis(millis));
		long[] nanos = makeFor(2 * millis);
		Arrays.sort(nanos);
		return Result.of("p50 µs", percentile(nanos, 0.5))
			.with("p99 µs", percentile(nanos, 0.99))
			.with("p99.9 µs", percentile(nanos, 0.999));
	}

	private static double percentile(long[] sorted, double part) {
		return sorted[(int) (sorted.length * part)] / 1e3;
	}

	private long[] makeFor(int millis) throws Exception {
		long end = System.nanoTime() + millis * 1_000_000L;
		long[] nanos = new long[MAXIMUM];
		int made = 0;
		while (System.nanoTime() < end && made < MAXIMUM) {
			nanos[made] = make(made);
			made++;
		}
		return Arrays.copyOf(nanos, made);
	}

	private long make(long number) throws Exception {
		byte[] payload = ByteBuffer.allocate(this.work.size()).putLong(number).array();
		long start = System.nanoTime();
		this.client.mark(this.client.publish(this.topic, payload, this.work.qos()));
		while (this.received != number) {
			LockSupport.park();
		}
		return this.receivedNanos - start;
	}

}
