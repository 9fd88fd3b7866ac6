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
	 * Whether it can do this at all.
	 * @param settings where to and how
	 * @return false to leave the row empty
	 */
	default boolean supports(Settings settings) {
		return true;
	}

}
