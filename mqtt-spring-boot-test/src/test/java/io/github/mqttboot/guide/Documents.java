// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the project has to read, and the tests that it tells of. */
final class Documents {

	private static final Path ROOT = Path.of("..");

	private Documents() {
	}

	static List<Path> all() throws IOException {
		try (Stream<Path> above = Files.list(ROOT); Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(above, docs).filter((file) -> file.toString().endsWith(".md")).sorted().toList();
		}
	}

	/** The sources of the tests of all modules. */
	static List<Path> tests() throws IOException {
		List<Path> tests = new ArrayList<>();
		for (Path folder : testFolders()) {
			try (Stream<Path> files = Files.walk(folder)) {
				files.filter((file) -> file.toString().endsWith(".java")).forEach(tests::add);
			}
		}
		return tests;
	}

	private static List<Path> testFolders() throws IOException {
		try (Stream<Path> modules = Files.list(ROOT)) {
			return modules.map((module) -> module.resolve("src/test/java")).filter(Files::isDirectory).toList();
		}
	}

}
