// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
record Row(String name, String title, String group, List<String> libraries, Work work, Map<String, List<Aim>> aims) {

	private static final List<String> CLIENTS = List.of("limit", "ours", "hivemq", "vertx", "mica", "paho");

	private static final List<String> SPRING = List.of("starter", "integration");

	private static final String GROWTH = "growth-";

	/** What ours is to be in every row. */
	private static final Map<String, List<Aim>> AHEAD = Map.of("M/s", Aim.ofBest(1));

	private static final Map<String, String> TITLES = titles();

	private static Map<String, String> titles() {
		Map<String, String> titles = new LinkedHashMap<>();
		titles.put("core", "The comparison");
		titles.put("further", "Further rows");
		titles.put("spring", "With Spring");
		titles.put("costs-publish", "What features cost: publishing 64 B");
		titles.put("costs-receive", "What features cost: receiving 64 B");
		titles.put("costs-latency", "What features cost: one message at a time, QoS 1, 64 B, there and back");
		titles.put("costs-listen", "What features cost: a listener method, QoS 1, 128 B");
		titles.put(GROWTH + "connections", "How cost grows: connections");
		titles.put(GROWTH + "filters", "How cost grows: subscriptions, and as many topics, receiving QoS 0, 64 B");
		titles.put(GROWTH + "publish", "How cost grows: payload, publishing QoS 1");
		titles.put(GROWTH + "receive", "How cost grows: payload, receiving QoS 1");
		titles.put(GROWTH + "listeners",
				"How cost grows: listener methods, and as many topics, receiving QoS 1, 128 B");
		titles.put("jmh-codec", "JMH: codec");
		titles.put("jmh-topics", "JMH: topic matching");
		titles.put("jmh-listeners", "JMH: calling a listener method");
		return titles;
	}

	/** All rows, in the order of the tables. */
	static List<Row> all() {
		List<Row> rows = new ArrayList<>();
		rows.addAll(core());
		rows.addAll(further());
		rows.addAll(spring());
		rows.addAll(costs());
		rows.addAll(growth());
		rows.addAll(micro());
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
						Map.of("p50 µs", Aim.ofBest(0.85), "p99 µs", Aim.ofBest(1), "p99.9 µs", Aim.ofBest(1))),
				core("connections", "1 000 connections from one JVM", Work.of(Kind.CONNECTIONS).withConnections(1000),
						Map.of("ms", Aim.ofBest(1), "threads", Aim.ofBest(1), "B heap each",
								List.of(new Aim(1, Aim.BEST), new Aim(3000, Aim.ABSOLUTE)), "B RSS each",
								Aim.ofBest(1))),
				core("start", "fresh JVM, main to CONNACK", Work.of(Kind.START),
						Map.of("ms", List.of(new Aim(0.5, "hivemq")))));
	}

	private static Map<String, List<Aim>> throughput(double aim) {
		return Map.of("M/s", Aim.ofBest(aim), "B allocated", Aim.ofBest(0.5));
	}

	private static Row core(String name, String title, Work work, Map<String, List<Aim>> aims) {
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
		return new Row(name, title, "further", CLIENTS, work, AHEAD);
	}

	private static List<Row> spring() {
		Work work = Work.receive(1, 128);
		return List.of(
				new Row("listen-bytes", "receive QoS 1, 128 B, by a listener method with byte[]", "spring", SPRING,
						work.withVariant("bytes"), AHEAD),
				new Row("listen-json", "receive QoS 1, 128 B, by a listener method with a record, from JSON", "spring",
						SPRING, work.withVariant("json"), AHEAD));
	}

	private static List<Row> costs() {
		Work publish = Work.publish(1, 64);
		Work receive = Work.receive(1, 64);
		Work listen = Work.receive(1, 128);
		Work trip = Work.of(Kind.ROUND_TRIP);
		return List.of(ours("cost-pub-q0", "QoS 0", "costs-publish", Work.publish(0, 64)),
				ours("cost-pub-q1", "QoS 1", "costs-publish", publish),
				ours("cost-pub-q2", "QoS 2", "costs-publish", Work.publish(2, 64)),
				ours("cost-pub-v5", "QoS 1, MQTT 5", "costs-publish", publish.withVersion5()),
				ours("cost-pub-tls", "QoS 1, TLS", "costs-publish", publish.withTls()),
				ours("cost-pub-observer", "QoS 1, with a traffic observer that counts", "costs-publish",
						publish.withVariant("observer")),
				ours("cost-pub-kept", "QoS 1, session kept in memory", "costs-publish", publish.withVariant("kept")),
				ours("cost-pub-store", "QoS 1, session in files, on the disk once a second", "costs-publish",
						publish.withVariant("store")),
				ours("cost-pub-sync", "QoS 1, session in files, on the disk by each commit", "costs-publish",
						publish.withVariant("store-sync")),
				starter("cost-pub-boot", "QoS 1, in an application", publish, ""),
				starter("cost-pub-meters", "QoS 1, in an application with meters", publish, "meters"),
				ours("cost-recv-q0", "QoS 0", "costs-receive", Work.receive(0, 64)),
				ours("cost-recv-q1", "QoS 1", "costs-receive", receive),
				ours("cost-recv-q2", "QoS 2", "costs-receive", Work.receive(2, 64)),
				ours("cost-recv-v5", "QoS 1, MQTT 5", "costs-receive", receive.withVersion5()),
				ours("cost-recv-tls", "QoS 1, TLS", "costs-receive", receive.withTls()),
				ours("cost-recv-lanes", "QoS 1, four handlers of four topics, each with a lane", "costs-receive",
						receive.withSubscriptions(4, 4).withVariant("lanes")),
				ours("cost-recv-inline", "QoS 1, handlers on the network's thread", "costs-receive",
						receive.withVariant("inline")),
				ours("cost-trip", "by default", "costs-latency", trip),
				ours("cost-trip-inline", "handlers on the network's thread", "costs-latency",
						trip.withVariant("inline")),
				ours("cost-trip-v5", "MQTT 5", "costs-latency", trip.withVersion5()),
				ours("cost-trip-store", "session in files, on the disk once a second", "costs-latency",
						trip.withVariant("store")),
				ours("cost-trip-sync", "session in files, on the disk by each commit", "costs-latency",
						trip.withVariant("store-sync")),
				starter("cost-bytes", "byte[]", listen, "bytes"), starter("cost-text", "String", listen, "text"),
				starter("cost-json", "a record, from JSON", listen, "json"),
				starter("cost-headers", "byte[], a topic variable and a header", listen, "headers"),
				starter("cost-meters", "byte[], with meters", listen, "bytes meters"),
				starter("cost-observed", "byte[], with meters and observations", listen, "bytes meters observed"),
				starter("cost-ordered", "byte[], four at a time, in the order of each of four topics",
						listen.withSubscriptions(1, 4), "topic"),
				starter("cost-unordered", "byte[], four at a time, in no order", listen, "unordered"),
				starter("cost-batch", "byte[], up to 500 with one call", listen, "batch"),
				starter("cost-jdk", "byte[], on the newest JDK", listen, "bytes newest-jdk"), starter("cost-virtual",
						"byte[], on the newest JDK, on virtual threads", listen, "bytes newest-jdk virtual"));
	}

	private static Row starter(String name, String title, Work work, String variant) {
		String group = (work.kind() == Kind.PUBLISH) ? "costs-publish" : "costs-listen";
		return alone(name, title, group, "starter", work.withVariant(variant));
	}

	private static List<Row> growth() {
		List<Row> rows = new ArrayList<>();
		for (int connections : new int[] { 1, 10, 100, 1_000, 10_000 }) {
			rows.add(ours("connections-" + connections, count(connections), GROWTH + "connections",
					Work.of(Kind.CONNECTIONS).withConnections(connections)));
		}
		for (int filters : new int[] { 1, 10, 100, 1_000, 10_000, 100_000 }) {
			rows.add(ours("filters-" + filters, count(filters), GROWTH + "filters",
					Work.receive(0, 64).withSubscriptions(filters, filters)));
		}
		for (int size : new int[] { 0, 64, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 16 << 20 }) {
			rows.add(ours("pub-" + size, bytes(size), GROWTH + "publish", Work.publish(1, size)));
			rows.add(ours("recv-" + size, bytes(size), GROWTH + "receive", Work.receive(1, size)));
		}
		for (int listeners : new int[] { 1, 10, 100, 1_000 }) {
			rows.add(alone("listeners-" + listeners, count(listeners), GROWTH + "listeners", "starter",
					Work.receive(1, 128).withSubscriptions(listeners, listeners).withVariant("each")));
		}
		return rows;
	}

	private static String count(int number) {
		return "%,d".formatted(number).replace(',', ' ');
	}

	private static String bytes(int size) {
		return (size < 1 << 10) ? size + " B" : (size < 1 << 20) ? (size >> 10) + " KiB" : (size >> 20) + " MiB";
	}

	private static List<Row> micro() {
		List<Row> rows = new ArrayList<>();
		for (String[] version : new String[][] { { "V3_1_1", "3.1.1" }, { "V5", "5" } }) {
			for (String packet : List.of("Publish", "PubAck")) {
				for (String what : List.of("encode", "decode")) {
					rows.add(micro("jmh-codec", what + " " + packet.toUpperCase() + ", MQTT " + version[1],
							"CodecBenchmark." + what + packet + " version=" + version[0]));
				}
			}
		}
		for (String[] topic : new String[][] { { "known", "seen before" }, { "unknown", "new" } }) {
			for (int filters : new int[] { 1, 100, 10_000, 100_000 }) {
				rows.add(micro("jmh-topics", "topic " + topic[1] + ", filters: " + count(filters),
						"TopicBenchmark." + topic[0] + " filters=" + filters));
			}
		}
		for (String[] argument : new String[][] { { "bytes", "byte[]" }, { "text", "String" },
				{ "json", "a record, from JSON" }, { "headers", "byte[], a topic variable and a header" } }) {
			rows.add(micro("jmh-listeners", argument[1], "ListenerBenchmark.handle argument=" + argument[0]));
		}
		return rows;
	}

	private static Row micro(String group, String title, String benchmark) {
		String name = benchmark.replaceAll("Benchmark\\.| \\w+=", "-").toLowerCase();
		return alone(name, title, group, "jmh", Work.of(Kind.MICRO).withVariant(benchmark));
	}

	private static Row ours(String name, String title, String group, Work work) {
		return alone(name, title, group, "ours", work);
	}

	private static Row alone(String name, String title, String group, String library, Work work) {
		return new Row(name, title, group, List.of(library), work, Map.of());
	}

	static String titleOf(String group) {
		return Objects.requireNonNull(TITLES.get(group), group);
	}

	/**
	 * Whether the heap has its whole size at once, so that it does not grow meanwhile.
	 */
	boolean hasFixedHeap() {
		return this.work.kind() == Kind.PUBLISH || this.work.kind() == Kind.RECEIVE || isMicro();
	}

	/** How often this is measured: once for three where only the course matters. */
	int repetitions(int asked) {
		return this.group.startsWith(GROWTH) ? Math.max(1, asked / 3) : asked - (isMicro() ? asked / 3 : 0);
	}

	/** For how long this is measured: the comparison longer than the rest. */
	int millis(int asked) {
		return (this.group.equals("core") || this.group.equals("spring") || isMicro()) ? asked : asked * 2 / 3;
	}

	private boolean isMicro() {
		return this.work.kind() == Kind.MICRO;
	}

	/** About how long a measurement takes, with the start of its JVM. */
	int expectedMillis(int asked) {
		int millis = millis(asked) + (SPRING.contains(this.libraries.get(0)) ? 1000 : 0);
		return switch (this.work.kind()) {
			case PUBLISH, RECEIVE -> this.work.warmUpMillis(millis) + millis + 1000;
			case ROUND_TRIP -> this.work.warmUpMillis(millis) + 2 * millis + 1000;
			case CONNECTIONS -> 1500 + this.work.connections();
			case START -> 700;
			case MICRO -> millis * 8 / 5 + 1000;
		};
	}

	/** Whether a figure is worth a place in the table. */
	boolean shows(String figure) {
		return switch (figure) {
			case Result.OUT_OF_ORDER -> false;
			case Result.MEGABYTES -> this.group.equals(GROWTH + "publish") || this.group.equals(GROWTH + "receive");
			case Result.START -> this.group.equals("spring") || this.group.equals(GROWTH + "listeners");
			default -> true;
		};
	}

	static Row named(String name) {
		return all().stream()
			.filter((row) -> row.name.equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("there is no row " + name));
	}

	/** By the name of a row, of a group, or of what several groups begin with. */
	static List<Row> allNamed(String nameOrGroup) {
		List<Row> rows = all().stream()
			.filter((row) -> row.name.equals(nameOrGroup) || row.group.equals(nameOrGroup)
					|| row.group.startsWith(nameOrGroup + "-"))
			.toList();
		if (rows.isEmpty()) {
			throw new IllegalArgumentException("there is no row or group " + nameOrGroup + ", groups are "
					+ Arrays.toString(TITLES.keySet().toArray()));
		}
		return rows;
	}

	/**
	 * What ours has to reach.
	 *
	 * @param value how often it has to be as good as the reference, or the figure itself
	 * @param reference the name of a library, {@link #BEST} or {@link #ABSOLUTE}
	 */
	record Aim(double value, String reference) {

		/** The best of the others. */
		static final String BEST = "";

		/** Nobody: the value is the figure. */
		static final String ABSOLUTE = "=";

		static List<Aim> ofBest(double factor) {
			return List.of(new Aim(factor, BEST));
		}

	}

}
