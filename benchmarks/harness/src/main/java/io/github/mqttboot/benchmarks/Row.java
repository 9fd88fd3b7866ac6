// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is measured.
 *
 * @param name short, for the command line
 * @param title for the table
 * @param kind what is done
 * @param qos 0, 1 or 2
 * @param size bytes of a payload
 * @param version 4 or 5
 * @param tls whether through TLS
 * @param threads how many threads publish
 * @param topics how many different topics there are
 * @param filters how many subscriptions there are
 * @param aim how often ours has to be as good as the best other; 0 for no aim
 */
record Row(String name, String title, Kind kind, int qos, int size, int version, boolean tls, int threads, int topics,
		int filters, double aim) {

	/** What is done. */
	enum Kind {

		PUBLISH("M/s", true), RECEIVE("M/s", true), ROUND_TRIP("µs", false), CONNECTIONS("ms", false),
		START("ms", false);

		private final String unit;

		private final boolean moreIsBetter;

		Kind(String unit, boolean moreIsBetter) {
			this.unit = unit;
			this.moreIsBetter = moreIsBetter;
		}

		String unit() {
			return this.unit;
		}

		boolean moreIsBetter() {
			return this.moreIsBetter;
		}

	}

	/** All rows, in the order of the table. */
	static List<Row> all() {
		List<Row> rows = new ArrayList<>();
		rows.add(publish("pub-q0-64", 0, 64, 4, 2));
		rows.add(publish("pub-q0-1k", 0, 1024, 4, 1.2));
		rows.add(publish("pub-q1-64", 1, 64, 4, 4));
		rows.add(publish("pub-q1-1k", 1, 1024, 4, 1.5));
		rows.add(publish("pub-q2-64", 2, 64, 4, 4));
		rows.add(receive("recv-q0-64", 0, 64, 4, 2));
		rows.add(receive("recv-q0-1k", 0, 1024, 4, 1.3));
		rows.add(receive("recv-q1-64", 1, 64, 4, 4));
		rows.add(receive("recv-q1-1k", 1, 1024, 4, 2));
		rows.add(new Row("round-trip", "one message at a time, QoS 1, there and back, Mosquitto, p50", Kind.ROUND_TRIP,
				1, 64, 4, false, 1, 1, 1, 0.85));
		rows.add(
				new Row("connections", "1 000 connections from one JVM", Kind.CONNECTIONS, 0, 0, 4, false, 1, 1, 1, 1));
		rows.add(new Row("start", "fresh JVM, main to CONNACK", Kind.START, 0, 0, 4, false, 1, 1, 1, 0.5));
		rows.add(publish("pub-q0-64-v5", 0, 64, 5, 0));
		rows.add(publish("pub-q1-64-v5", 1, 64, 5, 0));
		rows.add(receive("recv-q0-64-v5", 0, 64, 5, 0));
		rows.add(receive("recv-q1-64-v5", 1, 64, 5, 0));
		rows.add(tls("pub-q1-64-tls", 64));
		rows.add(tls("pub-q1-1k-tls", 1024));
		rows.add(new Row("pub-q1-64-4t", "publish QoS 1, 64 B, four threads", Kind.PUBLISH, 1, 64, 4, false, 4, 1, 1,
				0));
		rows.add(new Row("recv-q0-64-10k", "receive QoS 0, 64 B, 100 filters with wildcards, 10 000 topics",
				Kind.RECEIVE, 0, 64, 4, false, 1, 10_000, 100, 0));
		return rows;
	}

	private static Row publish(String name, int qos, int size, int version, double aim) {
		return new Row(name, "publish QoS %d, %s%s".formatted(qos, bytes(size), suffix(version)), Kind.PUBLISH, qos,
				size, version, false, 1, 1, 1, aim);
	}

	private static Row receive(String name, int qos, int size, int version, double aim) {
		return new Row(name, "receive QoS %d, %s%s".formatted(qos, bytes(size), suffix(version)), Kind.RECEIVE, qos,
				size, version, false, 1, 1, 1, aim);
	}

	private static Row tls(String name, int size) {
		return new Row(name, "publish QoS 1, %s, TLS".formatted(bytes(size)), Kind.PUBLISH, 1, size, 4, true, 1, 1, 1,
				0);
	}

	private static String bytes(int size) {
		return (size >= 1024) ? size / 1024 + " KiB" : size + " B";
	}

	private static String suffix(int version) {
		return (version == 5) ? ", MQTT 5" : "";
	}

	static Row named(String name) {
		return all().stream()
			.filter((row) -> row.name.equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("there is no row " + name));
	}

}
