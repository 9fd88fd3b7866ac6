// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the project has to read. */
final class Documents {

	private static final Path ROOT = Path.of("..");

	private Documents() {
	}

	static List<Path> all() throws IOException {
		try (Stream<Path> above = Files.list(ROOT); Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(above, docs).filter((file) -> file.toString().endsWith(".md")).sorted().toList();
		}
	}

}
