// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells where and when was measured. */
final class Machine {

	private static final int OLDEST = 21;

	private Machine() {
	}

	static String describe() throws IOException {
		String load = String.format(Locale.ROOT, "%.2f",
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
		String newest = newestJavaHome().map((home) -> ", JDK " + version(home) + " where the newest is asked for")
			.orElse("");
		return LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")) + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores of " + processor() + ", load after the build "
				+ load + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
				+ System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + newest
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

	static Path javaHome() {
		return Path.of(System.getProperty("java.home"));
	}

	/** The newest JDK among those in the usual place, if it has virtual threads. */
	static Optional<Path> newestJavaHome() throws IOException {
		Path usual = Path.of("/usr/lib/jvm");
		if (Runtime.version().feature() >= OLDEST || !Files.exists(usual)) {
			return Optional.of(javaHome()).filter((home) -> Runtime.version().feature() >= OLDEST);
		}
		try (Stream<Path> homes = Files.list(usual)) {
			return homes.filter((home) -> feature(home) >= OLDEST).max(Comparator.comparingInt(Machine::feature));
		}
	}

	private static int feature(Path javaHome) {
		return Runtime.Version.parse(version(javaHome)).feature();
	}

	/** As the file says that each JDK has; 1 if there is none. */
	private static String version(Path javaHome) {
		try (Stream<String> lines = Files.lines(javaHome.resolve("release"))) {
			return lines.filter((line) -> line.startsWith("JAVA_VERSION="))
				.map((line) -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
				.findFirst()
				.orElse("1");
		}
		catch (IOException ex) {
			return "1";
		}
	}

}
