// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the examples of {@code docs/client.md} the same as the marked parts of the tests
 * that run them. A part goes from {@code tag::name[]} to {@code end::name[]} in a
 * comment; in the document its name is in a comment above the block.
 */
class GuideTests {

	private static final Path DOCUMENT = Path.of("../docs/client.md");

	private static final Path TESTS = Path.of("../mqtt-client-core/src/test/java/io/github/mqttboot/client");

	private static final Pattern PART = Pattern.compile("\\n\\s*// tag::([\\w-]+)\\[]\\n(.*?)\\n\\s*// end::\\1\\[]",
			Pattern.DOTALL);

	private static final Pattern EXAMPLE = Pattern.compile("<!-- example: ([\\w-]+) -->\\n```java\\n(.*?)\\n```\\n",
			Pattern.DOTALL);

	@Test
	void eachExampleIsWhatTheTestsRun() throws IOException {
		Map<String, String> parts = parts();

		examples().forEach((name, code) -> assertThat(code).as(name).isEqualTo(parts.get(name)));
	}

	@Test
	void eachMarkedPartIsAnExample() throws IOException {
		assertThat(examples().keySet()).containsExactlyInAnyOrderElementsOf(parts().keySet());
	}

	@Test
	void noJavaIsInTheDocumentThatIsNotRun() throws IOException {
		assertThat(Files.readString(DOCUMENT).split("```java\\n", -1)).hasSize(examples().size() + 1);
	}

	private static Map<String, String> parts() throws IOException {
		Map<String, String> parts = new LinkedHashMap<>();
		for (String file : List.of("ClientGuideIntegrationTests.java", "MemoryTransport.java")) {
			Matcher matcher = PART.matcher(Files.readString(TESTS.resolve(file)));
			while (matcher.find()) {
				parts.put(matcher.group(1), withoutIndentation(matcher.group(2)));
			}
		}
		return parts;
	}

	private static String withoutIndentation(String code) {
		List<String> lines = new ArrayList<>(code.lines().toList());
		int tabs = lines.stream().filter((line) -> !line.isBlank()).mapToInt(GuideTests::tabs).min().orElse(0);
		lines.replaceAll((line) -> line.isBlank() ? "" : line.substring(tabs));
		return String.join("\n", lines);
	}

	private static int tabs(String line) {
		int tabs = 0;
		while (line.charAt(tabs) == '\t') {
			tabs++;
		}
		return tabs;
	}

	private static Map<String, String> examples() throws IOException {
		Map<String, String> examples = new LinkedHashMap<>();
		Matcher matcher = EXAMPLE.matcher(Files.readString(DOCUMENT));
		while (matcher.find()) {
			examples.put(matcher.group(1), matcher.group(2));
		}
		return examples;
	}

}
