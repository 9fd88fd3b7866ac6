// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.benchmarks.Work.Kind;

/**
 * One thing that is measured.
 *
 * @param name short, for the command line
 * @param title for the table
 * @param group which table it is in, and another name on the command line
 * @param libraries the libraries that are measured
 * @param work what they do
 * @param aims what ours has to reach, by figure
 */
record Row(String name, String title, String group, List<String> libraries, Work work, Map<String, Aim> aims) {

	private static final List<String> CLIENTS = List.of("limit", "ours", "hivemq", "vertx", "mica", "paho");

	private static final List<String> SPRING = List.of("starter", "integration");

	/** All rows, in the order of the tables. */
	static List<Row> all() {
		List<Row> rows = new ArrayList<>();
		rows.addAll(core());
		rows.addAll(further());
		rows.addAll(spring());
		rows.addAll(costs());
		rows.addAll(growth());
		return rows;
	}

	private static List<Row> core() {
		return List.of(core("pub-q0-64", "publish QoS 0, 64 B", Work.publish(0, 64), throughput(2)),
				core("pub-q0-1k", "publish QoS 0, 1 KiB", Work.publish(0, 1024), throughput(1.2)),
				core("pub-q1-64", "publish QoS 1, 64 B", Work.publish(1, 64), throughput(4)),
				core("pub-q1-1k", "publish QoS 1, 1 KiB", Work.publish(1, 1024), throughput(1.5)),
				core("pub-q2-64", "publish QoS 2, 64 B", Work.publish(2, 64), throughput(4)),
				core("recv-q0-64", "receive QoS 0, 64 B", Work.receive(0, 64), throughput(2)),
				core("recv-q0-1k", "receive QoS 0, 1 KiB", Work.receive(0, 1024), throughput(1.3)),
				core("recv-q1-64", "receive QoS 1, 64 B", Work.receive(1, 64), throughput(4)),
				core("recv-q1-1k", "receive QoS 1, 1 KiB", Work.receive(1, 1024), throughput(2)),
				core("round-trip", "one message at a time, QoS 1, there and back, Mosquitto", Work.of(Kind.ROUND_TRIP),
						Map.of("p50 µs", Aim.of(0.85), "p99 µs", Aim.of(1), "p99.9 µs", Aim.of(1))),
				core("connections", "1 000 connections from one JVM", Work.of(Kind.CONNECTIONS).withConnections(1000),
						Map.of("ms", Aim.of(1), "threads", Aim.of(1), "B heap each", Aim.of(1), "B RSS each",
								Aim.of(1))),
				core("start", "fresh JVM, main to CONNACK", Work.of(Kind.START), Map.of("ms", new Aim(0.5, "hivemq"))));
	}

	private static Map<String, Aim> throughput(double aim) {
		return Map.of("M/s", Aim.of(aim), "B allocated", Aim.of(0.5));
	}

	private static Row core(String name, String title, Work work, Map<String, Aim> aims) {
		return new Row(name, title, "core", CLIENTS, work, aims);
	}

	private static List<Row> further() {
		return List.of(further("pub-q0-64-v5", "publish QoS 0, 64 B, MQTT 5", Work.publish(0, 64).withVersion5()),
				further("pub-q1-64-v5", "publish QoS 1, 64 B, MQTT 5", Work.publish(1, 64).withVersion5()),
				further("recv-q0-64-v5", "receive QoS 0, 64 B, MQTT 5", Work.receive(0, 64).withVersion5()),
				further("recv-q1-64-v5", "receive QoS 1, 64 B, MQTT 5", Work.receive(1, 64).withVersion5()),
				further("pub-q1-64-tls", "publish QoS 1, 64 B, TLS", Work.publish(1, 64).withTls()),
				further("pub-q1-1k-tls", "publish QoS 1, 1 KiB, TLS", Work.publish(1, 1024).withTls()),
				further("recv-q1-64-tls", "receive QoS 1, 64 B, TLS", Work.receive(1, 64).withTls()),
				further("recv-q1-1k-tls", "receive QoS 1, 1 KiB, TLS", Work.receive(1, 1024).withTls()),
				further("pub-q1-64-4t", "publish QoS 1, 64 B, four threads", Work.publish(1, 64).withThreads(4)),
				further("recv-q0-64-10k", "receive QoS 0, 64 B, 100 filters with wildcards, 10 000 topics",
						Work.receive(0, 64).withSubscriptions(100, 10_000)));
	}

	private static Row further(String name, String title, Work work) {
		return new Row(name, title, "further", CLIENTS, work, Map.of());
	}

	private static List<Row> spring() {
		Work work = Work.receive(1, 128);
		return List.of(
				new Row("listen-bytes", "receive QoS 1, 128 B, by a listener method with byte[]", "spring", SPRING,
						work.withVariant("bytes"), Map.of()),
				new Row("listen-json", "receive QoS 1, 128 B, by a listener method with a record, from JSON", "spring",
						SPRING, work.withVariant("json"), Map.of()));
	}

	private static List<Row> costs() {
		Work publish = Work.publish(1, 64);
		Work listen = Work.receive(1, 128);
		return List.of(alone("cost-publish", "publish QoS 1, 64 B", "costs", "ours", publish),
				alone("cost-store", "… with a store in files", "costs", "ours", publish.withVariant("store")),
				alone("cost-bytes", "listener method with byte[]", "costs", "starter", listen.withVariant("bytes")),
				alone("cost-json", "… with a record, from JSON", "costs", "starter", listen.withVariant("json")),
				alone("cost-meters", "… with byte[] and meters", "costs", "starter",
						listen.withVariant("bytes meters")),
				alone("cost-virtual", "… with byte[] on virtual threads (JDK 21 or newer)", "costs", "starter",
						listen.withVariant("bytes virtual")));
	}

	private static List<Row> growth() {
		List<Row> rows = new ArrayList<>();
		for (int connections : new int[] { 1, 10, 100, 1_000, 10_000 }) {
			rows.add(alone("connections-" + connections, connections + " connections", "growth-connections", "ours",
					Work.of(Kind.CONNECTIONS).withConnections(connections)));
		}
		for (int filters : new int[] { 1, 10, 100, 1_000, 10_000, 100_000 }) {
			rows.add(alone("filters-" + filters, filters + " subscriptions", "growth-filters", "ours",
					Work.receive(0, 64).withSubscriptions(filters, filters)));
		}
		for (int size : new int[] { 0, 64, 1 << 10, 16 << 10, 256 << 10, 1 << 20, 16 << 20 }) {
			rows.add(alone("pub-" + size, "publish " + size + " B", "growth-payload", "ours", Work.publish(1, size)));
			rows.add(alone("recv-" + size, "receive " + size + " B", "growth-payload", "ours", Work.receive(1, size)));
		}
		for (int listeners : new int[] { 1, 10, 100, 1_000 }) {
			rows.add(alone("listeners-" + listeners, listeners + " listener methods", "growth-listeners", "starter",
					Work.receive(1, 128).withSubscriptions(listeners, listeners).withVariant("each")));
		}
		return rows;
	}

	private static Row alone(String name, String title, String group, String library, Work work) {
		return new Row(name, title, group, List.of(library), work, Map.of());
	}

	static String titleOf(String group) {
		return switch (group) {
			case "core" -> "The comparison";
			case "further" -> "Further rows";
			case "spring" -> "With Spring";
			case "costs" -> "What features cost";
			case "growth-connections" -> "How cost grows with connections";
			case "growth-filters" -> "… with subscriptions and as many topics, receiving QoS 0, 64 B";
			case "growth-payload" -> "… with the payload, QoS 1";
			case "growth-listeners" -> "… with listener methods and as many topics, receiving QoS 1, 128 B";
			default -> throw new IllegalArgumentException("there is no group " + group);
		};
	}

	/** Whether throughput is measured. */
	boolean isThroughput() {
		return this.work.kind() == Kind.PUBLISH || this.work.kind() == Kind.RECEIVE;
	}

	static List<Row> named(String nameOrGroup) {
		List<Row> rows = all().stream()
			.filter((row) -> row.name.equals(nameOrGroup) || row.group.equals(nameOrGroup)
					|| row.group.startsWith(nameOrGroup + "-"))
			.toList();
		if (rows.isEmpty()) {
			throw new IllegalArgumentException("there is no row or group " + nameOrGroup);
		}
		return rows;
	}

	/**
	 * What ours has to reach.
	 *
	 * @param factor how often it has to be as good as
	 * @param library this one, or the best other one if empty
	 */
	record Aim(double factor, String library) {

		static Aim of(double factor) {
			return new Aim(factor, "");
		}

	}

}
