// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the command line asks for: {@code --rows=} names of rows and groups,
 * {@code --peers=} names of libraries, {@code --repetitions=3}, {@code --millis=1500} for
 * the warm-up and again for the measurement, {@code --output=} a file for the tables, and
 * {@code --update=} a file in which they replace the ones between two comments.
 *
 * @param home the folder of the benchmarks
 * @param values the options by their names
 */
record Options(Path home, Map<String, String> values) {

	private static final Set<String> NAMES = Set.of("rows", "peers", "repetitions", "millis", "output", "update");

	private static final String START = "<!-- benchmarks: start -->\n";

	private static final String END = "<!-- benchmarks: end -->\n";

	static Options parse(String[] args) {
		Map<String, String> values = new HashMap<>();
		for (String option : Arrays.copyOfRange(args, 1, args.length)) {
			int equals = option.indexOf('=');
			if (!option.startsWith("--") || equals < 0 || !NAMES.contains(option.substring(2, equals))) {
				throw new IllegalArgumentException(
						"an option must be --name=value, with a name of " + NAMES + ", was " + option);
			}
			values.put(option.substring(2, equals), option.substring(equals + 1));
		}
		return new Options(Path.of(args[0]), values);
	}

	List<Row> rows() {
		return this.values.containsKey("rows")
				? names("rows").flatMap((name) -> Row.named(name).stream()).distinct().toList() : Row.all();
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

	List<Library> libraries() {
		return rows().stream().flatMap((row) -> libraries(row).stream()).distinct().toList();
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

	void writeTo(String text) throws IOException {
		if (this.values.containsKey("output")) {
			Files.writeString(Path.of(this.values.get("output")), text);
		}
		if (this.values.containsKey("update")) {
			Path file = Path.of(this.values.get("update"));
			String before = Files.readString(file);
			int start = before.indexOf(START) + START.length();
			Files.writeString(file,
					before.substring(0, start) + "\n" + text + "\n" + before.substring(before.indexOf(END)));
		}
	}

}
