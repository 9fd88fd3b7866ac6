// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;

/** Tells where and when was measured. */
final class Machine {

	private Machine() {
	}

	static String describe() throws IOException {
		return LocalDate.now() + ", " + Runtime.getRuntime().availableProcessors() + " cores of " + processor() + ", "
				+ System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
				+ System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version")
				+ ", serial collector, loopback";
	}

	private static String processor() throws IOException {
		Path file = Path.of("/proc/cpuinfo");
		if (!Files.exists(file)) {
			return System.getProperty("os.arch");
		}
		try (Stream<String> lines = Files.lines(file)) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
	}

}
