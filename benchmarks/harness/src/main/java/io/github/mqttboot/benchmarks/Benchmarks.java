// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.benchmarks.Work.Kind;

/**
 * Measures rows with libraries, interleaved, each in a fresh JVM, and writes the tables.
 */
public final class Benchmarks {

	private static final int LIMIT_SECONDS = 180;

	private final Options options;

	private final TlsKeys keys;

	private final Report report = new Report();

	private Benchmarks(Options options) throws IOException, InterruptedException {
		this.options = options;
		this.keys = TlsKeys.in(options.home().resolve("target"));
	}

	/**
	 * Runs the benchmarks.
	 * @param args the folder of this module, then options, see {@link Options}
	 * @throws Exception if a process cannot be started
	 */
	public static void main(String[] args) throws Exception {
		new Benchmarks(Options.parse(args)).run();
	}

	private void run() throws Exception {
		Path harness = this.options.home().resolve("harness/target/classes");
		Process broker = java(List.of("-Xmx512m"), harness.toString(), CountingBroker.class.getName(),
				List.of(this.keys.file().toString(), TlsKeys.PASSWORD));
		try (BufferedReader out = broker.inputReader()) {
			String[] ports = out.readLine().split(" ");
			for (Row row : this.options.rows()) {
				if (row.work().kind() == Kind.ROUND_TRIP) {
					repeatWithMosquitto(row);
				}
				else {
					repeat(row, ports[row.work().tls() ? 1 : 0]);
				}
			}
		}
		finally {
			broker.destroy();
		}
		publish();
	}

	private void publish() throws IOException {
		StringBuilder text = new StringBuilder();
		text.append("Measured ")
			.append(Machine.describe())
			.append("; ")
			.append(this.options.repetitions())
			.append(" repetitions of ")
			.append(this.options.millis())
			.append(" ms. Libraries:\n\n");
		for (Library library : this.options.libraries()) {
			text.append("- ")
				.append(library.name())
				.append(": ")
				.append(library.versions(this.options.home()))
				.append('\n');
		}
		text.append('\n').append(this.report.markdown());
		System.out.println(text);
		this.options.writeTo(text.toString());
	}

	private void repeatWithMosquitto(Row row) throws Exception {
		Optional<Mosquitto> mosquitto = Mosquitto.start();
		if (mosquitto.isEmpty()) {
			System.err.println("mosquitto is not installed: no row " + row.name());
			return;
		}
		try (Mosquitto running = mosquitto.get()) {
			repeat(row, String.valueOf(running.port()));
		}
	}

	private void repeat(Row row, String port) throws Exception {
		List<Library> libraries = this.options.libraries(row);
		for (int i = 0; i < this.options.repetitions(); i++) {
			for (Library library : libraries) {
				String line = measure(row, library, port);
				System.err.println(row.name() + " " + library.name() + ": " + line);
				this.report.add(row, library.name(), line);
			}
		}
	}

	/** What the client's JVM says. */
	private String measure(Row row, Library library, String port) throws Exception {
		List<String> jvm = new ArrayList<>(this.keys.trusted());
		jvm.add("-Xmx1g");
		if (row.isThroughput()) {
			jvm.add("-Xms1g"); // the heap does not grow while throughput is measured
		}
		Process process = java(jvm, library.classPath(this.options.home()), Measurement.class.getName(),
				List.of(library.peer(), row.work().toString(), port, String.valueOf(this.options.millis())));
		List<String> lines = new ArrayList<>();
		Thread reader = new Thread(() -> process.inputReader().lines().forEach(lines::add));
		reader.start();
		if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
			process.destroyForcibly();
		}
		reader.join();
		return lines.stream()
			.filter((line) -> Result.isResult(line) || line.equals(Result.UNSUPPORTED))
			.findFirst()
			.orElse(String.join(" | ", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
	}

	private Process java(List<String> jvm, String classPath, String main, List<String> args) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-XX:+UseSerialGC");
		command.addAll(jvm);
		command.addAll(List.of("-cp", classPath, main));
		command.addAll(args);
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

}
