// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.guide.Archive.Row;

/** Stands for one of a database: takes all rows or, while it is away, none. */
class Table {

	private final List<List<Row>> batches = new CopyOnWriteArrayList<>();

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicInteger calls = new AtomicInteger();

	private volatile CompletableFuture<Void> free = CompletableFuture.completedFuture(null);

	private volatile boolean away;

	private volatile double refused = Double.NaN;

	void insertAll(List<Row> rows) {
		this.calls.incrementAndGet();
		this.free.join();
		if (this.away) {
			this.failures.incrementAndGet();
			throw new IllegalStateException("the database is away");
		}
		if (rows.stream().anyMatch((row) -> row.celsius() == this.refused)) {
			throw new IllegalArgumentException("no such temperature");
		}
		this.batches.add(rows);
	}

	void goAway() {
		this.away = true;
	}

	void comeBack() {
		this.away = false;
	}

	/** Lets each call wait. */
	void hold() {
		this.free = new CompletableFuture<>();
	}

	void goOn() {
		this.free.complete(null);
	}

	/** Takes no rows with this value among them. */
	void refuse(double celsius) {
		this.refused = celsius;
	}

	/** How often rows were brought. */
	int calls() {
		return this.calls.get();
	}

	/** How often rows were not taken. */
	int failures() {
		return this.failures.get();
	}

	List<List<Row>> batches() {
		return this.batches;
	}

	List<Row> rows() {
		return this.batches.stream().flatMap(List::stream).toList();
	}

}
