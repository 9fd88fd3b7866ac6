// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletionStage;

/**
 * A client library. Made by its class name, in a JVM that has nothing else to measure.
 */
public interface Peer {

	/**
	 * Connects a client of its own, with a clean session.
	 * @param settings where to and how
	 * @return ends when CONNACK has come
	 * @throws Exception if it fails at once
	 */
	CompletionStage<PeerClient> connect(Settings settings) throws Exception;

	/**
	 * Why it cannot do this.
	 * @param settings where to and how
	 * @return the reason for leaving the row empty; empty if it can
	 */
	default String unsupported(Settings settings) {
		return "";
	}

}
