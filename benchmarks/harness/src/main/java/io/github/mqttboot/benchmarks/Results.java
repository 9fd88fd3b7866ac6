// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was measured, in a file to which each measurement is added at once: a line for
 * each, with row, library and what the client's JVM has printed. So a run that was
 * stopped can be resumed, and a row be measured again whose lines were deleted.
 */
final class Results {

	private final Path file;

	private final List<Measured> all = new ArrayList<>();

	/**
	 * One measurement.
	 *
	 * @param row what was measured
	 * @param library whose
	 * @param line what the client's JVM has printed
	 */
	record Measured(Row row, String library, String line) {

		boolean isFailure() {
			return !Result.isResult(this.line) && !Result.isUnsupported(this.line);
		}

	}

	private Results(Path file) {
		this.file = file;
	}

	/** Takes what is in the file, or begins it anew. */
	static Results in(Path file, boolean resume) throws IOException {
		Results results = new Results(file);
		if (resume && Files.exists(file)) {
			for (String line : Files.readAllLines(file)) {
				String[] parts = line.split("\t", 3);
				results.all.add(new Measured(Row.named(parts[0]), parts[1], parts[2]));
			}
		}
		else {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.write(file, List.of());
		}
		return results;
	}

	Measured add(Row row, String library, String line) throws IOException {
		Measured measured = new Measured(row, library, line.replaceAll("\\s+", " "));
		this.all.add(measured);
		Files.write(this.file, List.of(row.name() + "\t" + library + "\t" + measured.line()),
				StandardOpenOption.APPEND);
		return measured;
	}

	List<Measured> all() {
		return this.all;
	}

	/** How many measurements there still have to be. */
	int missing(Row row, String library, int repetitions) {
		if (isUnsupported(row, library)) {
			return 0;
		}
		long there = of(row, library).filter((measured) -> !measured.isFailure()).count();
		return (int) Math.max(0, repetitions - there);
	}

	boolean isUnsupported(Row row, String library) {
		return of(row, library).anyMatch((measured) -> Result.isUnsupported(measured.line()));
	}

	private Stream<Measured> of(Row row, String library) {
		return this.all.stream()
			.filter((measured) -> measured.row().name().equals(row.name()) && measured.library().equals(library));
	}

}
