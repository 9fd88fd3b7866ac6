// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the command line asks for: {@code --rows=} names of rows and groups,
 * {@code --peers=} names of libraries, {@code --repetitions=3}, {@code --millis=1500} for
 * the warm-up and again for the measurement, {@code --results=} a file for what was
 * measured, {@code --resume} to measure only what that file lacks, {@code --jvm=} options
 * for the JVMs of clients, {@code --output=} a file for the tables, and {@code --update=}
 * a {@link Document} that takes them.
 *
 * @param home the folder of the benchmarks
 * @param values the options by their names
 */
record Options(Path home, Map<String, String> values) {

	private static final Set<String> NAMES = Set.of("rows", "peers", "repetitions", "millis", "results", "resume",
			"jvm", "output", "update");

	static Options parse(String[] args) {
		Map<String, String> values = new HashMap<>();
		for (String option : Arrays.copyOfRange(args, 1, args.length)) {
			String[] parts = option.split("=", 2);
			if (!parts[0].startsWith("--") || !NAMES.contains(parts[0].substring(2))) {
				throw new IllegalArgumentException(
						"an option must be --name=value, with a name of " + NAMES + ", was " + option);
			}
			values.put(parts[0].substring(2), (parts.length > 1) ? parts[1] : "true");
		}
		return new Options(Path.of(args[0]).toAbsolutePath(), values);
	}

	List<Row> rows() {
		return this.values.containsKey("rows")
				? names("rows").flatMap((name) -> Row.allNamed(name).stream()).distinct().toList() : Row.all();
	}

	/** The libraries to measure, of those that the row is for. */
	List<Library> libraries(Row row) {
		List<String> wanted = names("peers").toList();
		return row.libraries()
			.stream()
			.filter((name) -> wanted.isEmpty() || wanted.contains(name))
			.map(Library::named)
			.toList();
	}

	private Stream<String> names(String option) {
		return Arrays.stream(this.values.getOrDefault(option, "").split(",")).filter((name) -> !name.isEmpty());
	}

	int repetitions() {
		return Integer.parseInt(this.values.getOrDefault("repetitions", "3"));
	}

	int millis() {
		return Integer.parseInt(this.values.getOrDefault("millis", "1500"));
	}

	/** More options for the JVM of each client. */
	List<String> jvm() {
		return Arrays.stream(this.values.getOrDefault("jvm", "").split(" "))
			.filter((option) -> !option.isEmpty())
			.toList();
	}

	Results results() throws IOException {
		return Results.in(file("results").orElse(this.home.resolve("target/results.txt")),
				this.values.containsKey("resume"));
	}

	Optional<Path> output() {
		return file("output");
	}

	Optional<Document> document() {
		return file("update").map(Document::new);
	}

	private Optional<Path> file(String option) {
		return Optional.ofNullable(this.values.get(option)).map(Path::of);
	}

}
