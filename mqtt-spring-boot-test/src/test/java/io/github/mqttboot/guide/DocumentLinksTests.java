// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documents point to is there. */
class DocumentLinksTests {

	private static final Pattern FENCED = Pattern.compile("^ *```.*?^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");

	/** A second method of the same class may stand without it. */
	private static final Pattern TEST = Pattern.compile("`(?:(\\w+Tests)(?:#(\\w+))?|#(\\w+))`");

	static List<Path> documents() throws IOException {
		return Documents.all();
	}

	@ParameterizedTest
	@MethodSource("documents")
	void eachLinkLeadsToAFileAndAHeadingInIt(Path document) throws IOException {
		for (MatchResult link : LINK.matcher(prose(document)).results().toList()) {
			Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));

			assertThat(target).as(link.group()).exists();
			if (link.group(2) != null) {
				assertThat(anchors(target)).as(link.group()).contains(link.group(2));
			}
		}
	}

	/** As GitHub makes them of the headings. */
	private static Set<String> anchors(Path document) throws IOException {
		Set<String> anchors = new HashSet<>();
		Matcher headings = HEADING.matcher(prose(document));
		while (headings.find()) {
			String anchor = headings.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N}_ -]", "")
				.replace(' ', '-');
			int number = 1;
			String unique = anchor;
			while (!anchors.add(unique)) {
				unique = anchor + "-" + number++;
			}
		}
		return anchors;
	}

	private static String prose(Path document) throws IOException {
		return FENCED.matcher(Files.readString(document)).replaceAll("");
	}

	@ParameterizedTest
	@MethodSource("documents")
	void eachTestThatIsNamedIsThere(Path document) throws IOException {
		Map<String, String> tests = tests();
		String test = "";
		for (MatchResult name : TEST.matcher(prose(document)).results().toList()) {
			test = (name.group(1) != null) ? name.group(1) : test;
			String method = (name.group(1) != null) ? name.group(2) : name.group(3);

			assertThat(tests.keySet()).contains(test);
			if (method != null) {
				assertThat(tests.get(test).contains(" " + method + "(")).as("%s has %s", test, method).isTrue();
			}
		}
	}

	/** The sources of the tests, and what they inherit, by the names of the classes. */
	private static Map<String, String> tests() throws IOException {
		Map<String, String> tests = new HashMap<>();
		for (Path test : Documents.tests()) {
			tests.put(test.getFileName().toString().replace(".java", ""), Files.readString(test));
		}
		Pattern parent = Pattern.compile("class \\w+ extends (\\w+)");
		tests.replaceAll((name,
				source) -> source + parent.matcher(source)
					.results()
					.map((extending) -> tests.getOrDefault(extending.group(1), ""))
					.reduce("", String::concat));
		return tests;
	}

}
