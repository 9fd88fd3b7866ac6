// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/** How clients tell a {@link ForwardProxy} where they want to go. */
interface ProxyProtocol {

	/**
	 * Takes a request.
	 * @return where to connect to, or null if the client was refused
	 */
	@Nullable Target request(DataInputStream in, OutputStream out) throws IOException;

	/** Tells the client that it is connected. */
	void connected(OutputStream out) throws IOException;

	/** Tells the client that it cannot be connected. */
	void unreachable(OutputStream out) throws IOException;

	/** A server as the client names it. */
	record Target(String host, int port) {
	}

}
