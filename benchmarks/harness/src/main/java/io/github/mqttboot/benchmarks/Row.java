// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.benchmarks.Work.Kind;

/**
 * One thing that is measured.
 *
 * @param name short, for the command line
 * @param title for the table
 * @param group which table it is in, and another name on the command line
 * @param libraries the libraries that are measured
 * @param work what they do
 * @param aim how often ours has to be as good as the best other; 0 for no aim
 */
record Row(String name, String title, String group, List<String> libraries, Work work, double aim) {

	private static final List<String> CLIENTS = List.of("limit", "ours", "hivemq", "vertx", "mica", "paho");

	/** All rows, in the order of the tables. */
	static List<Row> all() {
		List<Row> rows = new ArrayList<>();
		rows.addAll(core());
		rows.addAll(further());
		return rows;
	}

	private static List<Row> core() {
		return List.of(core("pub-q0-64", "publish QoS 0, 64 B", Work.publish(0, 64), 2),
				core("pub-q0-1k", "publish QoS 0, 1 KiB", Work.publish(0, 1024), 1.2),
				core("pub-q1-64", "publish QoS 1, 64 B", Work.publish(1, 64), 4),
				core("pub-q1-1k", "publish QoS 1, 1 KiB", Work.publish(1, 1024), 1.5),
				core("pub-q2-64", "publish QoS 2, 64 B", Work.publish(2, 64), 4),
				core("recv-q0-64", "receive QoS 0, 64 B", Work.receive(0, 64), 2),
				core("recv-q0-1k", "receive QoS 0, 1 KiB", Work.receive(0, 1024), 1.3),
				core("recv-q1-64", "receive QoS 1, 64 B", Work.receive(1, 64), 4),
				core("recv-q1-1k", "receive QoS 1, 1 KiB", Work.receive(1, 1024), 2),
				core("round-trip", "one message at a time, QoS 1, there and back, Mosquitto", Work.of(Kind.ROUND_TRIP),
						0.85),
				core("connections", "1 000 connections from one JVM", Work.of(Kind.CONNECTIONS).withConnections(1000),
						1),
				core("start", "fresh JVM, main to CONNACK", Work.of(Kind.START), 0.5));
	}

	private static Row core(String name, String title, Work work, double aim) {
		return new Row(name, title, "core", CLIENTS, work, aim);
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
		return new Row(name, title, "further", CLIENTS, work, 0);
	}

	static String titleOf(String group) {
		return switch (group) {
			case "core" -> "The comparison";
			case "further" -> "Further rows";
			default -> throw new IllegalArgumentException("there is no group " + group);
		};
	}

	/**
	 * Whether the first figure is a throughput; all others are better if they are low.
	 */
	boolean moreIsBetter() {
		return this.work.kind() == Kind.PUBLISH || this.work.kind() == Kind.RECEIVE;
	}

	static List<Row> named(String nameOrGroup) {
		List<Row> rows = all().stream()
			.filter((row) -> row.name.equals(nameOrGroup) || row.group.equals(nameOrGroup))
			.toList();
		if (rows.isEmpty()) {
			throw new IllegalArgumentException("there is no row or group " + nameOrGroup);
		}
		return rows;
	}

}
