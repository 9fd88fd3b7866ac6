// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store;

import io.github.mqttboot.protocol.MqttStoreException;

/**
 * Keeps the sessions of clients where they survive the process: the messages of QoS 1 and
 * 2 that have not been delivered to the end, in both directions. One store may serve any
 * number of clients, each with a client identifier of its own. Safe for use by several
 * threads.
 */
public interface SessionStore {

	/**
	 * Opens what is stored for a client, or begins with nothing, and locks it: nobody
	 * else can open it until it is closed, in this process or in another. May block.
	 * @param clientId the client identifier, not empty
	 * @return what is stored
	 * @throws MqttStoreException if it is in use, cannot be read, or the place cannot be
	 * written to
	 */
	StoredSession open(String clientId);

}
