// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Searches the reports of all tests of this build, which have all that was logged, for
 * the secrets that the tests use: these begin with the same mark. This module is the last
 * one that is built.
 */
class SecretsInReportsIntegrationTests {

	private static final String MARK = "hush";

	@Test
	void noneIsFound() throws IOException {
		List<Path> reports = reports();
		assumeThat(reports).as("reports of the other modules").isNotEmpty();

		assertThat(reports).noneMatch(SecretsInReportsIntegrationTests::hasSecret);
	}

	private static List<Path> reports() throws IOException {
		try (Stream<Path> files = Files.find(Path.of(".."), 4,
				(file, attributes) -> attributes.isRegularFile() && isReport(file))) {
			return files.toList();
		}
	}

	private static boolean isReport(Path file) {
		String path = file.toString();
		return path.contains("surefire-reports") || path.contains("failsafe-reports");
	}

	private static boolean hasSecret(Path report) {
		try {
			return Files.readString(report, StandardCharsets.ISO_8859_1).contains(MARK);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
