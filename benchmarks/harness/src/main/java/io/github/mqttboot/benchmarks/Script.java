// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.nio.charset.StandardCharsets;

/**
 * What a client asks the {@link CountingBroker} for: send me messages.
 *
 * @param qos 0, 1 or 2
 * @param size bytes of a payload
 * @param millis for how long
 * @param topics how many different topics, in turn
 * @param window how many messages of QoS 1 and 2 may be without acknowledgement
 * @param json whether the payload is a {@link Reading} and not only a {@link Mark}
 */
record Script(int qos, int size, int millis, int topics, int window, boolean json) {

	/** Send nothing. */
	static final Script NONE = new Script(0, 0, 0, 0, 0, false);

	static Script parse(String text) {
		String[] parts = text.split(",");
		return new Script(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
				Integer.parseInt(parts[3]), Integer.parseInt(parts[4]), Boolean.parseBoolean(parts[5]));
	}

	/** As text, to be parsed. */
	byte[] bytes() {
		String text = this.qos + "," + this.size + "," + this.millis + "," + this.topics + "," + this.window + ","
				+ this.json;
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/** The payload of each message, but for its number. */
	byte[] payload() {
		return this.json ? Reading.json(0, this.size) : new byte[this.size];
	}

	/** The payload of the message behind the last one. */
	byte[] end(long sent) {
		return this.json ? Reading.json(~sent, 0) : Mark.count(sent);
	}

}
