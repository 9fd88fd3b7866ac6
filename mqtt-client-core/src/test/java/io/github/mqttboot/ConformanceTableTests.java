// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps {@code docs/conformance.md} honest. */
class ConformanceTableTests {

	/** The sections of MQTT 5.0 with their first and last statement. */
	private static final String MQTT_5 = """
			1.5.4:1-3 1.5.5:1-1 1.5.7:1-1 2.1.3:1-1 2.2.1:2-6 2.2.2:1-1
			3.1.0:1-2 3.1.2:1-30 3.1.3:1-12 3.1.4:1-6 3.2.0:1-2 3.2.2:1-22 3.3.1:1-13 3.3.2:1-20 3.3.4:1-10
			3.4.2:1-3 3.5.2:1-3 3.6.1:1-1 3.6.2:1-3 3.7.2:1-3 3.8.1:1-1 3.8.3:1-5 3.8.4:1-8 3.9.2:1-2 3.9.3:1-2
			3.10.1:1-1 3.10.3:1-2 3.10.4:1-6 3.11.2:1-2 3.11.3:1-2 3.12.4:1-1
			3.14.0:1-1 3.14.1:1-1 3.14.2:1-4 3.14.4:1-3 3.15.1:1-1 3.15.2:1-3
			4.1.0:1-2 4.2:1-1 4.3.1:1-1 4.3.2:1-5 4.3.3:1-13 4.4.0:1-2 4.5.0:1-2 4.6.0:1-6
			4.7.0:1-1 4.7.1:1-2 4.7.2:1-1 4.7.3:1-4 4.8.2:1-6 4.9.0:1-3 4.12.0:1-7 4.12.1:1-2 4.13.1:1-1 4.13.2:1-1
			6.0.0:1-4""";

	/** The sections of MQTT 3.1.1 with their first and last statement. */
	private static final String MQTT_3 = """
			1.5.3:1-3 2.2.2:1-2 2.3.1:1-7
			3.1.0:1-2 3.1.2:1-24 3.1.3:1-11 3.1.4:1-5 3.2.0:1-1 3.2.2:1-6 3.3.1:1-12 3.3.2:1-3 3.3.4:1-1 3.3.5:1-2
			3.6.1:1-1 3.8.1:1-1 3.8.3:1-4 3.8.4:1-6 3.9.3:1-2 3.10.1:1-1 3.10.3:1-2 3.10.4:1-6 3.12.4:1-1
			3.14.1:1-1 3.14.4:1-3
			4.1.0:1-2 4.3.1:1-1 4.3.2:1-2 4.3.3:1-2 4.4.0:1-1 4.5.0:1-2 4.6.0:1-6 4.7.1:1-3 4.7.2:1-1 4.7.3:1-4
			4.8.0:1-2 6.0.0:1-4 7.0.0:1-2 7.1.1:1-1 7.1.2:1-1""";

	private static final Pattern ID = Pattern.compile("\\[((?:v3 )?MQTT-[\\d.]+-\\d+)]");

	private static final Pattern ROW = Pattern.compile("\\| \\[((?:v3 )?MQTT-[\\d.]+-\\d+)] \\| (.*) \\| (.*) \\|");

	private static final Pattern PROOF = Pattern.compile("none: .+|`\\w+#\\w+`(<br>`\\w+#\\w+`)*");

	private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

	private static List<String> lines = List.of();

	/** The test classes of this module by their simple names. */
	private static Map<String, Class<?>> testClasses = Map.of();

	private record Row(String id, String words, String proof) {
	}

	@BeforeAll
	static void read() throws IOException, URISyntaxException {
		lines = Files.readAllLines(Path.of("..", "docs", "conformance.md"));
		testClasses = ReflectionSupport
			.streamAllClassesInPackage("io.github.mqttboot", (type) -> true, (name) -> name.endsWith("Tests"))
			.filter((type) -> type.getEnclosingClass() == null)
			.collect(Collectors.toMap(Class::getSimpleName, (type) -> type));
	}

	private static List<Row> rows() {
		return lines.stream()
			.map(ROW::matcher)
			.filter(Matcher::matches)
			.map((row) -> new Row(row.group(1), row.group(2), row.group(3)))
			.toList();
	}

	@Test
	void everyStatementOfBothSpecificationsIsNamedOnce() {
		List<String> named = lines.stream()
			.filter((line) -> line.startsWith("| [") || line.startsWith("- ["))
			.flatMap((line) -> ID.matcher(line).results())
			.map((match) -> match.group(1))
			.toList();

		assertThat(named).doesNotHaveDuplicates()
			.containsExactlyInAnyOrderElementsOf(
					Stream.concat(statements("MQTT-", MQTT_5), statements("v3 MQTT-", MQTT_3)).toList());
	}

	private static Stream<String> statements(String prefix, String sections) {
		return Arrays.stream(sections.split("\\s+")).flatMap((section) -> {
			String[] parts = section.split("[:-]");
			return IntStream.rangeClosed(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
				.mapToObj((number) -> prefix + parts[0] + "-" + number);
		});
	}

	@Test
	void noRowIsEmpty() {
		assertThat(rows()).hasSize((int) lines.stream().filter((line) -> line.startsWith("| [")).count());
		assertThat(rows()).filteredOn((row) -> row.words().isBlank() || !PROOF.matcher(row.proof()).matches())
			.isEmpty();
	}

	@Test
	void everyTestExistsAndIsRun() {
		assertThat(rows().stream().flatMap(ConformanceTableTests::missingTests)).isEmpty();
	}

	private static Stream<String> missingTests(Row row) {
		return TEST.matcher(row.proof())
			.results()
			.filter((test) -> !hasTest(testClasses.get(test.group(1)), test.group(2)))
			.map((test) -> row.id() + ": " + test.group());
	}

	private static boolean hasTest(@Nullable Class<?> type, String method) {
		return type != null && Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
			.flatMap((each) -> AnnotationSupport
				.findAnnotatedMethods(each, Testable.class, HierarchyTraversalMode.TOP_DOWN)
				.stream())
			.anyMatch((each) -> each.getName().equals(method));
	}

	@Test
	void theFiguresAreThoseOfTheTables() {
		assertThat(lines).contains(figures("MQTT 5.0", "MQTT-", MQTT_5), figures("MQTT 3.1.1", "v3 MQTT-", MQTT_3));
	}

	private static String figures(String version, String prefix, String sections) {
		List<Row> rows = rows().stream().filter((row) -> row.id().startsWith(prefix)).toList();
		long without = rows.stream().filter((row) -> row.proof().startsWith("none: ")).count();
		return "| %s | %d | %d | %d | %d |".formatted(version, statements(prefix, sections).count(), rows.size(),
				rows.size() - without, without);
	}

}
