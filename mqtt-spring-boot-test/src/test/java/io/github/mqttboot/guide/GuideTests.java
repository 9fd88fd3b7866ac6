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
 * Keeps the examples in Java of all documents the same as the marked parts of the tests
 * that compile them, and run most. A part goes from {@code tag::name[]} to
 * {@code end::name[]} in a comment of a test of any module; in the document its name is
 * in a comment above the block.
 */
class GuideTests {

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
	void noJavaIsInADocumentThatTheTestsDoNotHave() throws IOException {
		for (Path document : Documents.all()) {
			String text = Files.readString(document);
			assertThat(text.split("```java", -1)).as("blocks of Java in %s, each with its name above", document)
				.hasSize((int) EXAMPLE.matcher(text).results().count() + 1);
		}
	}

	private static Map<String, String> parts() throws IOException {
		Map<String, String> parts = new LinkedHashMap<>();
		for (Path test : Documents.tests()) {
			Matcher matcher = PART.matcher(Files.readString(test));
			while (matcher.find()) {
				String other = parts.put(matcher.group(1), withoutIndentation(matcher.group(2)));
				assertThat(other).as("another part with the name %s", matcher.group(1)).isNull();
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
		for (Path document : Documents.all()) {
			Matcher matcher = EXAMPLE.matcher(Files.readString(document));
			while (matcher.find()) {
				String other = examples.put(matcher.group(1), matcher.group(2));
				assertThat(other).as("another example with the name %s", matcher.group(1)).isNull();
			}
		}
		return examples;
	}

}
