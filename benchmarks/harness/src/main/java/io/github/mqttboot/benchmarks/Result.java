// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of one measurement, as the client's JVM prints them.
 *
 * @param figures by their names; the first one is what the row is about
 */
record Result(Map<String, Double> figures) {

	private static final String MARK = "RESULT";

	/** Throughput, with what one message costs. */
	static Result ofMessages(long messages, Usage used) {
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("M/s", messages * 1e3 / used.nanos());
		figures.put("ns CPU", (double) used.cpuNanos() / messages);
		figures.put("B allocated", (double) used.allocatedBytes() / messages);
		return new Result(figures);
	}

	void print() {
		System.out.println(this.figures.entrySet()
			.stream()
			.map((figure) -> figure.getKey() + "=" + String.format(Locale.ROOT, "%.4f", figure.getValue()))
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
