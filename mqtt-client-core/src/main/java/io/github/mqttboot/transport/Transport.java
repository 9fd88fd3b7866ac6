// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

/**
 * A way to reach servers. One transport serves any number of clients, which share its
 * threads.
 */
public interface Transport {

	/**
	 * Takes a client in. Each client calls this once, when it is made.
	 * @return the loop that this client's work runs on until it closes it
	 */
	TransportLoop join();

	/**
	 * Takes a client in whose tasks may block, because it writes to a disk: its loop
	 * shares no thread with those of other clients.
	 * @return as of {@link #join()}, which it is unless a transport overrides this
	 */
	default TransportLoop joinAlone() {
		return join();
	}

}
