// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.benchmarks.Row.Kind;

/**
 * Measures rows with clients, interleaved, each in a fresh JVM, and writes the table.
 */
public final class Benchmarks {

	private static final List<String> PEERS = List.of("ours", "hivemq", "vertx", "mica", "paho");

	private static final String PASSWORD = "changeit";

	private final Path home;

	private final Map<String, String> options;

	private Benchmarks(Path home, Map<String, String> options) {
		this.home = home;
		this.options = options;
	}

	/**
	 * Runs the benchmarks.
	 * @param args the folder of this module, then options: {@code --rows=a,b},
	 * {@code --peers=ours,hivemq}, {@code --repetitions=3}, {@code --millis=1500} and
	 * {@code --output=file}
	 * @throws Exception if a process cannot be started
	 */
	public static void main(String[] args) throws Exception {
		Map<String, String> options = new LinkedHashMap<>();
		for (String option : Arrays.copyOfRange(args, 1, args.length)) {
			int equals = option.indexOf('=');
			if (!option.startsWith("--") || equals < 0) {
				throw new IllegalArgumentException("an option must be --name=value, was " + option);
			}
			options.put(option.substring(2, equals), option.substring(equals + 1));
		}
		new Benchmarks(Path.of(args[0]), options).run();
	}

	private void run() throws Exception {
		List<Row> rows = this.options.containsKey("rows") ? names("rows").stream().map(Row::named).toList() : Row.all();
		List<String> peers = this.options.containsKey("peers") ? names("peers") : PEERS;
		Path keyStore = keyStore();
		Process broker = java(List.of("-Xmx512m"), classPath("harness"), CountingBroker.class,
				List.of(keyStore.toString(), PASSWORD));
		try (BufferedReader out = broker.inputReader()) {
			String[] ports = out.readLine().split(" ");
			Report report = new Report(peers);
			for (Row row : rows) {
				measure(row, peers, ports, keyStore, report);
			}
			String table = report.markdown();
			System.out.println(table);
			if (this.options.containsKey("output")) {
				Files.writeString(Path.of(this.options.get("output")), table);
			}
		}
		finally {
			broker.destroy();
		}
	}

	private List<String> names(String option) {
		return List.of(this.options.get(option).split(","));
	}

	private void measure(Row row, List<String> peers, String[] ports, Path keyStore, Report report) throws Exception {
		if (row.kind() == Kind.ROUND_TRIP) {
			Mosquitto mosquitto = Mosquitto.start();
			if (mosquitto == null) {
				System.err.println("mosquitto is not installed: no row " + row.name());
				return;
			}
			try (mosquitto) {
				repeat(row, peers, String.valueOf(mosquitto.port()), keyStore, report);
			}
		}
		else {
			repeat(row, peers, row.tls() ? ports[1] : ports[0], keyStore, report);
		}
	}

	private void repeat(Row row, List<String> peers, String port, Path keyStore, Report report) throws Exception {
		int repetitions = Integer.parseInt(this.options.getOrDefault("repetitions", "3"));
		String millis = this.options.getOrDefault("millis", "1500");
		for (int i = 0; i < repetitions; i++) {
			for (String peer : peers) {
				String line = measureOnce(row, peer, port, millis, keyStore);
				System.err.println(row.name() + " " + peer + ": " + line);
				report.add(row, peer, line);
			}
		}
	}

	private String measureOnce(Row row, String peer, String port, String millis, Path keyStore) throws Exception {
		List<String> jvm = List.of("-Xmx1g", "-Xshare:auto", "-Djavax.net.ssl.trustStore=" + keyStore,
				"-Djavax.net.ssl.trustStorePassword=" + PASSWORD, "-Djavax.net.ssl.trustStoreType=PKCS12");
		Process process = java(jvm, classPath(peer), Measurement.class, List.of(row.name(), port, millis));
		List<String> lines = new ArrayList<>();
		Thread reader = new Thread(() -> process.inputReader().lines().forEach(lines::add));
		reader.start();
		if (!process.waitFor(120, TimeUnit.SECONDS)) {
			process.destroyForcibly();
		}
		reader.join();
		return lines.stream()
			.filter((line) -> Result.isResult(line) || line.equals("UNSUPPORTED"))
			.findFirst()
			.orElse("FAILED: " + String.join(" | ", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
	}

	private static Process java(List<String> jvm, String classPath, Class<?> main, List<String> args)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-XX:+UseSerialGC");
		command.addAll(jvm);
		command.addAll(List.of("-cp", classPath, main.getName()));
		command.addAll(args);
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private String classPath(String module) throws IOException {
		Path target = this.home.resolve(module).resolve("target");
		String own = target.resolve("classes").toString();
		String others = Files.readString(target.resolve("classpath.txt")).trim();
		return others.isEmpty() ? own : own + ":" + others;
	}

	private Path keyStore() throws Exception {
		Path file = this.home.resolve("target").resolve("localhost.p12");
		if (!Files.exists(file)) {
			Files.createDirectories(file.getParent());
			String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
			// the key's own certificate is also what the clients trust
			new ProcessBuilder(keytool, "-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost",
					"-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "3650", "-storetype", "PKCS12", "-keystore",
					file.toString(), "-storepass", PASSWORD)
				.inheritIO()
				.start()
				.waitFor();
			new ProcessBuilder("sh", "-c",
					"'%1$s' -exportcert -alias localhost -keystore '%2$s' -storepass %3$s | '%1$s' -importcert -noprompt -alias trusted -keystore '%2$s' -storepass %3$s"
						.formatted(keytool, file, PASSWORD))
				.inheritIO()
				.start()
				.waitFor();
		}
		return file;
	}

}
