// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import org.jspecify.annotations.Nullable;

/**
 * The way through the network to a server.
 *
 * @param proxy the proxy to go through, or null for none
 * @param webSocket how to ask for a WebSocket, if the endpoint is one
 * @param socket what the operating system is told about TCP connections
 */
public record NetworkOptions(@Nullable ProxyOptions proxy, WebSocketOptions webSocket, SocketOptions socket) {

	/** No proxy, and the defaults of the others. */
	public static final NetworkOptions DEFAULT = new NetworkOptions(null, WebSocketOptions.DEFAULT,
			SocketOptions.DEFAULT);

}
