// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

/**
 * What a client has to do to be measured.
 *
 * @param kind the kind of work
 * @param qos 0, 1 or 2
 * @param size bytes of a payload
 * @param version 4 for MQTT 3.1.1, 5 for MQTT 5
 * @param tls whether through TLS
 * @param threads how many threads publish
 * @param topics how many different topics there are
 * @param filters how many subscriptions there are
 * @param connections how many connections there are
 * @param variant what the client has switched on that it has not by default; empty for
 * nothing
 */
record Work(Kind kind, int qos, int size, int version, boolean tls, int threads, int topics, int filters,
		int connections, String variant) {

	private static final int WINDOW = 1000;

	private static final int WINDOW_BYTES = 32 << 20;

	/** What is done. */
	enum Kind {

		PUBLISH, RECEIVE, ROUND_TRIP, CONNECTIONS, START, MICRO

	}

	static Work publish(int qos, int size) {
		return new Work(Kind.PUBLISH, qos, size, 4, false, 1, 1, 1, 1, "");
	}

	static Work receive(int qos, int size) {
		return new Work(Kind.RECEIVE, qos, size, 4, false, 1, 1, 1, 1, "");
	}

	static Work of(Kind kind) {
		return new Work(kind, 1, 64, 4, false, 1, 1, 1, 1, "");
	}

	Work withVersion5() {
		return new Work(this.kind, this.qos, this.size, 5, this.tls, this.threads, this.topics, this.filters,
				this.connections, this.variant);
	}

	Work withTls() {
		return new Work(this.kind, this.qos, this.size, this.version, true, this.threads, this.topics, this.filters,
				this.connections, this.variant);
	}

	/**
	 * How long to do it before it is measured. Java compiles what has been called often:
	 * the ciphers of the JDK and a reader of JSON have much to be compiled, and one
	 * message at a time calls everything a hundred times less often.
	 */
	int warmUpMillis(int millis) {
		if (this.kind == Kind.ROUND_TRIP) {
			return 8 * millis;
		}
		boolean deep = this.tls || this.variant.contains("json") || this.variant.contains("observed");
		return deep ? 4 * millis : millis;
	}

	Work withThreads(int threads) {
		return new Work(this.kind, this.qos, this.size, this.version, this.tls, threads, this.topics, this.filters,
				this.connections, this.variant);
	}

	Work withSubscriptions(int filters, int topics) {
		return new Work(this.kind, this.qos, this.size, this.version, this.tls, this.threads, topics, filters,
				this.connections, this.variant);
	}

	Work withConnections(int connections) {
		return new Work(this.kind, this.qos, this.size, this.version, this.tls, this.threads, this.topics, this.filters,
				connections, this.variant);
	}

	Work withVariant(String variant) {
		return new Work(this.kind, this.qos, this.size, this.version, this.tls, this.threads, this.topics, this.filters,
				this.connections, variant);
	}

	/** How many messages may be in flight: 1000, fewer of large ones. */
	int window() {
		return Math.max(2, Math.min(WINDOW, WINDOW_BYTES / Math.max(1, this.size)));
	}

	/** Whether the payload is text, and not only a number. */
	boolean json() {
		return this.variant.contains("json") || this.variant.contains("text");
	}

	/** Whether the handler should see messages in the order they were sent. */
	boolean inOrder() {
		return this.size >= Mark.BYTES && !this.variant.equals("unordered") && !this.variant.equals("topic")
				&& !this.variant.equals("lanes") && !this.variant.equals("each");
	}

	/** Otherwise it is on the JDK that the benchmarks run with. */
	boolean onNewestJdk() {
		return this.variant.contains("newest-jdk");
	}

	static Work parse(String text) {
		String[] parts = text.split(",", -1);
		return new Work(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
				Integer.parseInt(parts[3]), Boolean.parseBoolean(parts[4]), Integer.parseInt(parts[5]),
				Integer.parseInt(parts[6]), Integer.parseInt(parts[7]), Integer.parseInt(parts[8]), parts[9]);
	}

	/** To be parsed. */
	@Override
	public String toString() {
		return this.kind + "," + this.qos + "," + this.size + "," + this.version + "," + this.tls + "," + this.threads
				+ "," + this.topics + "," + this.filters + "," + this.connections + "," + this.variant;
	}

}
