// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Publishes for some time; what counts is when the broker has everything. */
final class Publishing {

	private static final int PARTS = 4;

	private final PeerClient client;

	private final Work work;

	private final byte[][] payloads;

	private final ExecutorService threads;

	/** By all threads, in all phases. */
	private long total;

	Publishing(PeerClient client, Work work) {
		this.client = client;
		this.work = work;
		this.payloads = Mark.payloads(work.size());
		this.threads = Executors.newFixedThreadPool(work.threads());
	}

	Result measure(int millis) throws Exception {
		publishFor(this.work.warmUpMillis(millis));
		Usage before = Usage.now();
		long published = publishFor(millis);
		return Result.ofMessages(published, this.work.size(), Usage.now().minus(before));
	}

	private long publishFor(int millis) throws Exception {
		long end = System.nanoTime() + millis * 1_000_000L;
		List<Callable<Long>> tasks = new ArrayList<>();
		for (int i = 0; i < this.work.threads(); i++) {
			tasks.add(() -> publishUntil(end));
		}
		long published = 0;
		for (Future<Long> each : this.threads.invokeAll(tasks)) {
			published += each.get();
		}
		this.total += published;
		awaitArrival();
		return published;
	}

	/** Keeps to the window by waiting for the last message of each quarter of it. */
	private long publishUntil(long end) throws Exception {
		String topic = Frames.topic(0);
		int part = Math.max(1, this.work.window() / PARTS / this.work.threads());
		Deque<Object> marks = new ArrayDeque<>();
		long published = 0;
		while (System.nanoTime() < end) {
			Object last = "";
			for (int i = 0; i < part; i++) {
				byte[] payload = this.payloads[(int) (this.total + published++) & Mark.PUBLISHED];
				last = this.client.publish(topic, payload, this.work.qos());
			}
			marks.add(this.client.mark(last));
			if (marks.size() == Math.min(PARTS, this.work.window())) {
				this.client.await(marks.remove());
			}
		}
		while (!marks.isEmpty()) {
			this.client.await(marks.remove());
		}
		return published;
	}

	/** Asks the broker, behind everything that was published. */
	private void awaitArrival() throws Exception {
		String question = (this.work.threads() == 1) ? BrokerConnection.COUNT_IN_ORDER : BrokerConnection.COUNT;
		CompletableFuture<Long> answer = new CompletableFuture<>();
		this.client.subscribe(question + this.total, 0, (number) -> answer.complete(~number));
		long arrived = answer.get(60, TimeUnit.SECONDS);
		if (arrived != this.total) {
			throw new IllegalStateException("published " + this.total + ", " + question + " says " + arrived);
		}
	}

}
