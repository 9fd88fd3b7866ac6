// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of one measurement, as the client's JVM prints them.
 *
 * @param figures by their names; the first one is what the row is about
 */
record Result(Map<String, Double> figures) {

	/** Printed instead by a client that cannot do the work. */
	static final String UNSUPPORTED = "UNSUPPORTED";

	/** The number of messages that were not the next one; no figure of the table. */
	static final String OUT_OF_ORDER = "out of order";

	private static final String THROUGHPUT = "M/s";

	private static final String MARK = "RESULT";

	static Result of(String name, double value) {
		return new Result(Map.of()).with(name, value);
	}

	/** Throughput, with what one message costs. */
	static Result ofMessages(long messages, Usage used) {
		return of(THROUGHPUT, messages * 1e3 / used.nanos()).with("ns CPU", (double) used.cpuNanos() / messages)
			.with("B allocated", (double) used.allocatedBytes() / messages);
	}

	/** All but throughput are costs. */
	static boolean moreIsBetter(String figure) {
		return figure.equals(THROUGHPUT);
	}

	Result with(String name, double value) {
		Map<String, Double> more = new LinkedHashMap<>(this.figures);
		more.put(name, value);
		return new Result(more);
	}

	void print() {
		System.out.println(this.figures.entrySet()
			.stream()
			.map((figure) -> figure.getKey() + "=" + figure.getValue())
			.collect(Collectors.joining(";", MARK + ";", "")));
	}

	static boolean isResult(String line) {
		return line.startsWith(MARK);
	}

	static Result parse(String line) {
		Map<String, Double> figures = new LinkedHashMap<>();
		for (String figure : line.substring(MARK.length() + 1).split(";")) {
			int equals = figure.indexOf('=');
			figures.put(figure.substring(0, equals), Double.parseDouble(figure.substring(equals + 1)));
		}
		return new Result(figures);
	}

}
