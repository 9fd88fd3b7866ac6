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

	/** The number of messages that were not the next one; no figure of the table. */
	static final String OUT_OF_ORDER = "out of order";

	/** Payloads. */
	static final String MEGABYTES = "MB/s";

	/** How long it took until the client was connected. */
	static final String START = "ms to start";

	private static final String THROUGHPUT = "M/s";

	private static final String MARK = "RESULT;";

	private static final String UNSUPPORTED = "UNSUPPORTED;";

	static Result of(String name, double value) {
		return new Result(Map.of()).with(name, value);
	}

	/** Throughput, with what one message costs. */
	static Result ofMessages(long messages, int size, Usage used) {
		double perSecond = messages * 1e9 / used.nanos();
		return of(THROUGHPUT, perSecond / 1e6).with(MEGABYTES, perSecond * size / 1e6)
			.with("ns CPU", (double) used.cpuNanos() / messages)
			.with("B allocated", (double) used.allocatedBytes() / messages);
	}

	/** All but throughput are costs. */
	static boolean moreIsBetter(String figure) {
		return figure.equals(THROUGHPUT) || figure.equals(MEGABYTES);
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
			.collect(Collectors.joining(";", MARK, "")));
	}

	/** What a client prints instead that cannot do the work. */
	static String unsupported(String reason) {
		return UNSUPPORTED + reason;
	}

	static boolean isUnsupported(String line) {
		return line.startsWith(UNSUPPORTED);
	}

	static String reason(String line) {
		return line.substring(UNSUPPORTED.length());
	}

	static boolean isResult(String line) {
		return line.startsWith(MARK);
	}

	static Result parse(String line) {
		Map<String, Double> figures = new LinkedHashMap<>();
		for (String figure : line.substring(MARK.length()).split(";")) {
			int equals = figure.indexOf('=');
			figures.put(figure.substring(0, equals), Double.parseDouble(figure.substring(equals + 1)));
		}
		return new Result(figures);
	}

}
