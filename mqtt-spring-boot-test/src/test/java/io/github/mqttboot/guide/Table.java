// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.guide.Archive.Row;

/** Stands for one of a database: takes all rows or, while it is away, none. */
class Table {

	private final List<List<Row>> batches = new CopyOnWriteArrayList<>();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile boolean away;

	void insertAll(List<Row> rows) {
		if (this.away) {
			this.failures.incrementAndGet();
			throw new IllegalStateException("the database is away");
		}
		this.batches.add(rows);
	}

	void goAway() {
		this.away = true;
	}

	void comeBack() {
		this.away = false;
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
