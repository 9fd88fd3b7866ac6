// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.mqttboot.benchmarks.Results.Measured;
import io.github.mqttboot.benchmarks.Work.Kind;

/**
 * Measures rows with libraries, interleaved, each in a fresh JVM, and writes the tables.
 */
public final class Benchmarks {

	private static final int LIMIT_SECONDS = 60;

	private static final String MACHINE = "machine";

	private final Options options;

	private final TlsKeys keys;

	private final Results results;

	/** The broker's, without and with TLS. */
	private final String[] ports;

	private final Optional<Mosquitto> mosquitto;

	private final String machine;

	private Benchmarks(Options options) throws IOException, InterruptedException {
		this.options = options;
		this.keys = TlsKeys.in(options.home().resolve("target"));
		this.results = options.results();
		this.mosquitto = Mosquitto.start();
		this.machine = Machine.describe() + (this.mosquitto.isPresent() ? "; Mosquitto " + Mosquitto.version() : "");
		Path harness = options.home().resolve("harness/target/classes");
		Process broker = start(Machine.javaHome(), List.of("-Xmx512m"), harness.toString(),
				CountingBroker.class.getName(), List.of(this.keys.file().toString(), TlsKeys.PASSWORD));
		BufferedReader out = broker.inputReader();
		this.ports = out.readLine().split(" ");
	}

	/**
	 * Runs the benchmarks. The JVM ends with 1 if a measurement has failed.
	 * @param args the folder of this module, then options, see {@link Options}
	 * @throws Exception if a process cannot be started
	 */
	public static void main(String[] args) throws Exception {
		Options options = Options.parse(args);
		if (options.document().isPresent()) {
			options.document().get().check(List.of(MACHINE));
			options.document().get().check(options.rows().stream().map(Row::group).toList());
		}
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
		System.exit(new Benchmarks(options).run() ? 0 : 1);
	}

	/** One measurement to come. */
	private record Step(Row row, Library library) {
	}

	/** Row by row; the clients of a row take turns. */
	private List<Step> steps() {
		List<Step> steps = new ArrayList<>();
		for (Row row : this.options.rows()) {
			int repetitions = row.repetitions(this.options.repetitions());
			for (int i = 0; i < repetitions; i++) {
				for (Library library : this.options.libraries(row)) {
					if (this.results.missing(row, library.name(), repetitions) > i) {
						steps.add(new Step(row, library));
					}
				}
			}
		}
		return steps;
	}

	/** False if a measurement has failed. */
	private boolean run() throws Exception {
		List<Step> steps = steps();
		Progress progress = new Progress(
				steps.stream().map((step) -> step.row().expectedMillis(this.options.millis())).toList());
		System.err.println(progress);
		boolean succeeded = true;
		for (int i = 0; i < steps.size(); i++) {
			Row row = steps.get(i).row();
			Library library = steps.get(i).library();
			progress.step();
			if (!this.results.isUnsupported(row, library.name())) {
				Measured measured = this.results.add(row, library.name(), measure(row, library));
				succeeded &= !measured.isFailure();
				System.err.println(progress + " " + row.name() + " " + library.name() + ": " + measured.line());
			}
			if (i + 1 == steps.size() || steps.get(i + 1).row() != row) {
				publish();
			}
		}
		System.out.println(publish());
		return succeeded;
	}

	/** Writes what there is so far. */
	private String publish() throws IOException {
		Map<String, String> sections = new LinkedHashMap<>();
		sections.put(MACHINE, machine());
		sections.putAll(new Report(this.results.all()).tables());
		StringBuilder text = new StringBuilder();
		sections.forEach(
				(section, content) -> text.append(section.equals(MACHINE) ? "" : "### " + Row.titleOf(section) + "\n\n")
					.append(content)
					.append('\n'));
		if (this.options.output().isPresent()) {
			Files.writeString(this.options.output().get(), text);
		}
		if (this.options.document().isPresent()) {
			this.options.document().get().update(sections);
		}
		return text.toString();
	}

	private String machine() throws IOException {
		StringBuilder text = new StringBuilder();
		text.append("Measured on ").append(this.machine).append(".\n\n");
		text.append(
				"Each of %d repetitions has %d ms of warm-up, and then of measurement; most rows beside the comparison have %d ms"
					.formatted(this.options.repetitions(), this.options.millis(), this.options.millis() * 2 / 3))
			.append(", growth fewer repetitions. Libraries:\n\n");
		for (String name : this.results.all().stream().map(Measured::library).distinct().toList()) {
			String versions = Library.named(name).versions(this.options.home());
			if (!versions.isEmpty()) {
				text.append("- ").append(name).append(": ").append(versions).append('\n');
			}
		}
		return text.toString();
	}

	/** What the client's JVM says. */
	private String measure(Row row, Library library) throws Exception {
		Work work = row.work();
		Optional<Path> javaHome = work.onNewestJdk() ? Machine.newestJavaHome() : Optional.of(Machine.javaHome());
		if (javaHome.isEmpty()) {
			return Result.unsupported("there is no JDK 21 or newer");
		}
		if (work.kind() == Kind.ROUND_TRIP && this.mosquitto.isEmpty()) {
			return Result.unsupported("mosquitto is not installed");
		}
		List<String> jvm = new ArrayList<>(this.keys.trusted());
		jvm.add("-Xmx1g");
		if (row.hasFixedHeap()) {
			jvm.add("-Xms1g");
		}
		jvm.addAll(this.options.jvm());
		Process process = start(javaHome.get(), jvm, library.classPath(this.options.home()), library.main(), List
			.of(library.peer(), work.toString(), port(work), String.valueOf(row.millis(this.options.millis()))));
		List<String> lines = new ArrayList<>();
		Thread reader = new Thread(() -> process.inputReader().lines().forEach(lines::add));
		reader.start();
		boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
		if (!ended) {
			process.destroyForcibly();
		}
		reader.join();
		return lines.stream()
			.filter((line) -> Result.isResult(line) || Result.isUnsupported(line))
			.findFirst()
			.orElseGet(() -> (ended ? "failed: " : "has not ended in " + LIMIT_SECONDS + " s: ")
					+ lines.stream().filter((line) -> line.contains("Exception: ")).collect(Collectors.joining(" / ")));
	}

	private String port(Work work) {
		return (work.kind() == Kind.ROUND_TRIP) ? String.valueOf(this.mosquitto.orElseThrow().port())
				: this.ports[work.tls() ? 1 : 0];
	}

	private Process start(Path javaHome, List<String> jvm, String classPath, String main, List<String> args)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(javaHome.resolve("bin/java").toString());
		command.add("-XX:+UseSerialGC");
		command.addAll(jvm);
		command.addAll(List.of("-cp", classPath, main));
		command.addAll(args);
		return new ProcessBuilder(command).directory(this.options.home().resolve("target").toFile())
			.redirectErrorStream(true)
			.start();
	}

}
