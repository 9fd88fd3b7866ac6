// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Collects results, and makes a table of their medians. */
final class Report {

	private final List<String> peers;

	private final Map<Row, Map<String, List<Result>>> results = new LinkedHashMap<>();

	private final List<String> failures = new ArrayList<>();

	Report(List<String> peers) {
		this.peers = peers;
	}

	void add(Row row, String peer, String line) {
		Map<String, List<Result>> ofRow = this.results.computeIfAbsent(row, (key) -> new LinkedHashMap<>());
		if (Result.isResult(line)) {
			ofRow.computeIfAbsent(peer, (key) -> new ArrayList<>()).add(Result.parse(line));
		}
		else if (line.startsWith("FAILED")) {
			this.failures.add(row.name() + ", " + peer + ": " + line);
		}
	}

	String markdown() {
		StringBuilder out = new StringBuilder();
		out.append("| row |");
		this.peers.forEach((peer) -> out.append(' ').append(peer).append(" |"));
		out.append(" ours to best other | aim |\n|---|").append("---|".repeat(this.peers.size() + 2)).append('\n');
		this.results.forEach((row, ofRow) -> {
			List<String> figures = new ArrayList<>();
			ofRow.values().stream().findFirst().ifPresent((any) -> figures.addAll(any.get(0).figures().keySet()));
			for (int i = 0; i < figures.size(); i++) {
				line(out, row, ofRow, figures.get(i), i == 0);
			}
		});
		if (!this.failures.isEmpty()) {
			out.append("\nRuns that failed or lost messages, left out of the medians:\n\n");
			this.failures.forEach((failure) -> out
				.append("- " + failure.substring(0, Math.min(300, failure.length())).replace('\n', ' ') + "\n"));
		}
		return out.toString();
	}

	private void line(StringBuilder out, Row row, Map<String, List<Result>> ofRow, String figure, boolean first) {
		out.append("| ").append(first ? row.title() + ", " + figure : "… " + figure).append(" |");
		for (String peer : this.peers) {
			out.append(' ').append(cell(ofRow.getOrDefault(peer, List.of()), figure)).append(" |");
		}
		out.append(' ').append(ratio(row, ofRow, figure, first)).append(" | ");
		out.append((first && row.aim() > 0) ? number(row.aim()) + " ×" : "").append(" |\n");
	}

	private static String cell(List<Result> results, String figure) {
		if (results.isEmpty()) {
			return "–";
		}
		TreeSet<Double> values = new TreeSet<>(results.stream().map((result) -> result.figures().get(figure)).toList());
		return number(median(results, figure)) + " (" + number(values.first()) + "–" + number(values.last()) + ")";
	}

	private String ratio(Row row, Map<String, List<Result>> ofRow, String figure, boolean first) {
		List<Result> ours = ofRow.get("ours");
		ToDoubleFunction<List<Result>> median = (results) -> median(results, figure);
		boolean more = first && row.kind().moreIsBetter();
		var others = ofRow.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals("ours"))
			.map((entry) -> median.applyAsDouble(entry.getValue()));
		var best = more ? others.max(Comparator.naturalOrder()) : others.min(Comparator.naturalOrder());
		return (ours == null || best.isEmpty()) ? "–" : number(median.applyAsDouble(ours) / best.get()) + " ×";
	}

	private static double median(List<Result> results, String figure) {
		double[] values = results.stream().mapToDouble((result) -> result.figures().get(figure)).sorted().toArray();
		int middle = values.length / 2;
		return (values.length % 2 == 1) ? values[middle] : (values[middle - 1] + values[middle]) / 2;
	}

	private static String number(double value) {
		String pattern = (Math.abs(value) >= 100) ? "%.0f" : (Math.abs(value) >= 10) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, pattern, value);
	}

}
