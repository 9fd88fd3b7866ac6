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
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

import io.github.mqttboot.benchmarks.Results.Measured;
import io.github.mqttboot.benchmarks.Row.Aim;

/** Makes tables of the medians of results: one for each group of rows. */
final class Report {

	private static final String LIMIT = "limit";

	private final List<Measured> measured;

	Report(List<Measured> measured) {
		this.measured = measured;
	}

	/**
	 * The tables with what there is to remark, by the group, in the order of the rows.
	 */
	Map<String, String> tables() {
		Map<String, String> tables = new LinkedHashMap<>();
		Row.all().stream().map(Row::group).distinct().forEach((group) -> {
			List<Measured> ofGroup = this.measured.stream().filter((each) -> each.row().group().equals(group)).toList();
			if (!ofGroup.isEmpty()) {
				tables.put(group, new Table(ofGroup).markdown());
			}
		});
		return tables;
	}

	/** One group of rows. */
	private static final class Table {

		private final List<Measured> measured;

		/** In the order of the table. */
		private final List<Row> rows;

		private final StringBuilder out = new StringBuilder();

		private int reachedAims;

		private int aims;

		Table(List<Measured> measured) {
			this.measured = measured;
			Set<Row> withResults = measured.stream()
				.filter((each) -> Result.isResult(each.line()))
				.map(Measured::row)
				.collect(Collectors.toSet());
			this.rows = Row.all().stream().filter(withResults::contains).toList();
		}

		String markdown() {
			if (this.rows.stream().anyMatch((row) -> row.libraries().size() > 1)) {
				compare();
			}
			else if (!this.rows.isEmpty()) {
				list();
			}
			remark();
			return this.out.toString();
		}

		private Map<String, List<Result>> results(Row row) {
			Map<String, List<Result>> results = new LinkedHashMap<>();
			row.libraries().forEach((library) -> results.put(library, results(row, library)));
			results.values().removeIf(List::isEmpty);
			return results;
		}

		private List<Result> results(Row row, String library) {
			return this.measured.stream()
				.filter((each) -> each.row().equals(row) && each.library().equals(library))
				.filter((each) -> Result.isResult(each.line()))
				.map((each) -> Result.parse(each.line()))
				.toList();
		}

		/** A line for each figure of a row, a column for each library. */
		private void compare() {
			List<String> libraries = this.rows.stream().flatMap((row) -> row.libraries().stream()).distinct().toList();
			this.out.append("| row | figure |");
			libraries.forEach((library) -> this.out.append(' ').append(library).append(" |"));
			this.out.append(" ours to best other | aim |\n|---|---|")
				.append("---|".repeat(libraries.size() + 2))
				.append('\n');
			for (Row row : this.rows) {
				Map<String, List<Result>> ofRow = results(row);
				String title = row.title();
				for (String figure : figures(row, ofRow.values())) {
					this.out.append("| ").append(title).append(" | ").append(figure).append(" |");
					for (String library : libraries) {
						this.out.append(' ').append(cell(ofRow.getOrDefault(library, List.of()), figure)).append(" |");
					}
					String aims = row.aims()
						.getOrDefault(figure, List.of())
						.stream()
						.map((aim) -> aim(aim, ofRow, figure))
						.collect(Collectors.joining("; "));
					this.out.append(' ')
						.append(times(ratioToBest(ofRow, figure)))
						.append(" | ")
						.append(aims)
						.append(" |\n");
					title = "";
				}
			}
			if (this.aims > 0) {
				this.out.append("\nAims reached: %d of %d.\n".formatted(this.reachedAims, this.aims));
			}
		}

		/** A line for each row, a column for each figure. */
		private void list() {
			Set<String> figures = new LinkedHashSet<>();
			this.rows.forEach((row) -> figures.addAll(figures(row, results(row).values())));
			this.out.append("| row |");
			figures.forEach((figure) -> this.out.append(' ').append(figure).append(" |"));
			this.out.append("\n|---|").append("---|".repeat(figures.size())).append('\n');
			for (Row row : this.rows) {
				this.out.append("| ").append(row.title()).append(" |");
				List<Result> ofRow = results(row).values().iterator().next();
				figures.forEach((figure) -> this.out.append(' ').append(cell(ofRow, figure)).append(" |"));
				this.out.append('\n');
			}
		}

		/** What was not measured and why, what failed, and what came in disorder. */
		private void remark() {
			Map<String, List<String>> remarks = new TreeMap<>();
			for (Measured each : this.measured) {
				if (Result.isUnsupported(each.line())) {
					add(remarks, "not measured: " + Result.reason(each.line()), each);
				}
				else if (each.isFailure()) {
					String text = each.line().replace('|', '/');
					add(remarks, "left out of the medians: " + text.substring(0, Math.min(300, text.length())), each);
				}
				else if (Result.parse(each.line()).figures().getOrDefault(Result.OUT_OF_ORDER, 0.0) > 0
						&& each.row().work().inOrder()) {
					add(remarks, "some messages were not the next one", each);
				}
			}
			if (!remarks.isEmpty()) {
				this.out.append('\n');
				remarks.forEach((text, where) -> this.out.append("- ")
					.append(text)
					.append(" (")
					.append(String.join("; ", where))
					.append(")\n"));
			}
		}

		private static void add(Map<String, List<String>> remarks, String text, Measured each) {
			List<String> where = remarks.computeIfAbsent(each.library() + ": " + text, (key) -> new ArrayList<>());
			if (!where.contains(each.row().title())) {
				where.add(each.row().title());
			}
		}

		private static Set<String> figures(Row row, Collection<List<Result>> results) {
			return results.stream()
				.flatMap(List::stream)
				.flatMap((result) -> result.figures().keySet().stream())
				.filter(row::shows)
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

		private static double ratioToBest(Map<String, List<Result>> ofRow, String figure) {
			DoubleStream others = ofRow.entrySet()
				.stream()
				.filter((entry) -> !Library.OURS.contains(entry.getKey()) && !entry.getKey().equals(LIMIT))
				.mapToDouble((entry) -> median(sorted(entry.getValue(), figure)));
			return ours(ofRow, figure) / (Result.moreIsBetter(figure) ? others.max() : others.min()).orElse(Double.NaN);
		}

		private static double ours(Map<String, List<Result>> ofRow, String figure) {
			String ours = Library.OURS.stream().filter(ofRow::containsKey).findFirst().orElse("");
			return median(ofRow, ours, figure);
		}

		/** What is wanted, and by how much it is missed. */
		private String aim(Aim aim, Map<String, List<Result>> ofRow, String figure) {
			double reached = switch (aim.reference()) {
				case Aim.BEST -> ratioToBest(ofRow, figure);
				case Aim.ABSOLUTE -> ours(ofRow, figure);
				default -> ours(ofRow, figure) / median(ofRow, aim.reference(), figure);
			};
			boolean more = Result.moreIsBetter(figure);
			String wanted = (more ? "≥ " : "≤ ") + number(aim.value()) + switch (aim.reference()) {
				case Aim.BEST -> " ×";
				case Aim.ABSOLUTE -> "";
				default -> " × " + aim.reference() + ", is " + times(reached);
			};
			if (Double.isNaN(reached)) {
				return wanted;
			}
			this.aims++;
			if (more ? reached >= aim.value() : reached <= aim.value()) {
				this.reachedAims++;
				return wanted;
			}
			double missedBy = Math.abs(1 - reached / aim.value());
			return wanted + " **missed by " + Math.max(1, Math.round(100 * missedBy)) + " %**";
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

		private static String times(double ratio) {
			return Double.isNaN(ratio) ? "–" : number(ratio) + " ×";
		}

		/** With three digits that say something. */
		private static String number(double value) {
			if (value == 0) {
				return "0";
			}
			int digits = (int) Math.floor(Math.log10(Math.max(1e-6, Math.abs(value))));
			return String.format(Locale.ROOT, "%." + Math.max(0, 2 - digits) + "f", value);
		}

	}

}
