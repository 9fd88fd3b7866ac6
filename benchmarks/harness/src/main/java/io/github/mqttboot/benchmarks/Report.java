// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Collects results, and makes tables of their medians: one for each group of rows.
 */
final class Report {

	private static final String LIMIT = "limit";

	/** By row and library, in the order in which they were measured. */
	private final Map<Row, Map<String, List<Result>>> results = new LinkedHashMap<>();

	private final List<String> remarks = new ArrayList<>();

	/** Adds what a client's JVM has printed. */
	void add(Row row, String library, String line) {
		if (Result.isResult(line)) {
			Result result = Result.parse(line);
			this.results.computeIfAbsent(row, (key) -> new LinkedHashMap<>())
				.computeIfAbsent(library, (key) -> new ArrayList<>())
				.add(result);
			double outOfOrder = result.figures().getOrDefault(Result.OUT_OF_ORDER, 0.0);
			if (outOfOrder > 0) {
				remark(row, library, "%.0f messages were not the next one".formatted(outOfOrder));
			}
		}
		else if (!line.equals(Result.UNSUPPORTED)) {
			remark(row, library, "left out of the medians: " + line);
		}
	}

	private void remark(Row row, String library, String text) {
		String line = row.name() + ", " + library + ": " + text;
		this.remarks.add(line.substring(0, Math.min(300, line.length())).replace('\n', ' '));
	}

	String markdown() {
		StringBuilder out = new StringBuilder();
		Set<String> groups = this.results.keySet()
			.stream()
			.map(Row::group)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		for (String group : groups) {
			List<Row> rows = this.results.keySet().stream().filter((row) -> row.group().equals(group)).toList();
			List<String> libraries = rows.stream()
				.flatMap((row) -> this.results.get(row).keySet().stream())
				.distinct()
				.toList();
			out.append("### ").append(Row.titleOf(group)).append("\n\n");
			if (rows.stream().anyMatch((row) -> row.libraries().size() > 1)) {
				compare(out, rows, libraries);
			}
			else {
				list(out, rows);
			}
			out.append('\n');
		}
		if (!this.remarks.isEmpty()) {
			out.append("Remarks:\n\n");
			this.remarks.forEach((remark) -> out.append("- ").append(remark).append('\n'));
		}
		return out.toString();
	}

	/** A line for each figure of a row, a column for each library. */
	private void compare(StringBuilder out, List<Row> rows, List<String> libraries) {
		boolean aims = rows.stream().anyMatch((row) -> !row.aims().isEmpty());
		out.append("| row | figure |");
		libraries.forEach((library) -> out.append(' ').append(library).append(" |"));
		out.append(" ours to best other |").append(aims ? " aim |" : "").append('\n');
		out.append("|---|---|").append("---|".repeat(libraries.size() + (aims ? 2 : 1))).append('\n');
		for (Row row : rows) {
			Map<String, List<Result>> ofRow = this.results.get(row);
			String title = row.title();
			for (String figure : figures(ofRow.values())) {
				out.append("| ").append(title).append(" | ").append(figure).append(" |");
				for (String library : libraries) {
					out.append(' ').append(cell(ofRow.getOrDefault(library, List.of()), figure)).append(" |");
				}
				out.append(' ').append(ratio(ofRow, figure)).append(" |");
				out.append(aims ? " " + aim(row, ofRow, figure) + " |" : "").append('\n');
				title = "";
			}
		}
	}

	/** A line for each row, a column for each figure. */
	private void list(StringBuilder out, List<Row> rows) {
		Set<String> figures = figures(rows.stream().map(this::onlyResults).toList());
		out.append("| row |");
		figures.forEach((figure) -> out.append(' ').append(figure).append(" |"));
		out.append("\n|---|").append("---|".repeat(figures.size())).append('\n');
		for (Row row : rows) {
			out.append("| ").append(row.title()).append(" |");
			List<Result> ofRow = onlyResults(row);
			figures.forEach((figure) -> out.append(' ').append(cell(ofRow, figure)).append(" |"));
			out.append('\n');
		}
	}

	private List<Result> onlyResults(Row row) {
		return this.results.get(row).values().iterator().next();
	}

	private static Set<String> figures(Collection<List<Result>> results) {
		return results.stream()
			.flatMap(List::stream)
			.flatMap((result) -> result.figures().keySet().stream())
			.filter((figure) -> !figure.equals(Result.OUT_OF_ORDER))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static String cell(List<Result> results, String figure) {
		double[] values = sorted(results, figure);
		if (values.length == 0) {
			return "–";
		}
		if (values.length == 1) {
			return number(values[0]);
		}
		return number(median(values)) + " (" + number(values[0]) + "–" + number(values[values.length - 1]) + ")";
	}

	private static String ratio(Map<String, List<Result>> ofRow, String figure) {
		double ratio = ratioToBest(ofRow, figure);
		return Double.isNaN(ratio) ? "–" : number(ratio) + " ×";
	}

	private static double ratioToBest(Map<String, List<Result>> ofRow, String figure) {
		String ours = Library.OURS.stream().filter(ofRow::containsKey).findFirst().orElse("");
		DoubleStream others = ofRow.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(ours) && !entry.getKey().equals(LIMIT))
			.mapToDouble((entry) -> median(sorted(entry.getValue(), figure)));
		return median(ofRow, ours, figure)
				/ (Result.moreIsBetter(figure) ? others.max() : others.min()).orElse(Double.NaN);
	}

	private static String aim(Row row, Map<String, List<Result>> ofRow, String figure) {
		Row.Aim aim = row.aims().get(figure);
		if (aim == null) {
			return "";
		}
		double ratio = aim.library().isEmpty() ? ratioToBest(ofRow, figure)
				: median(ofRow, "ours", figure) / median(ofRow, aim.library(), figure);
		boolean missed = Result.moreIsBetter(figure) ? ratio < aim.factor() : ratio > aim.factor();
		return number(aim.factor()) + " × " + aim.library() + (missed ? " **missed**" : "");
	}

	private static double median(Map<String, List<Result>> ofRow, String library, String figure) {
		return median(sorted(ofRow.getOrDefault(library, List.of()), figure));
	}

	private static double[] sorted(List<Result> results, String figure) {
		return results.stream()
			.filter((result) -> result.figures().containsKey(figure))
			.mapToDouble((result) -> result.figures().get(figure))
			.sorted()
			.toArray();
	}

	private static double median(double[] sorted) {
		int middle = sorted.length / 2;
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/** With three digits that say something. */
	private static String number(double value) {
		int digits = (int) Math.floor(Math.log10(Math.max(1e-6, Math.abs(value))));
		return String.format(Locale.ROOT, "%." + Math.max(0, 2 - digits) + "f", value);
	}

}
