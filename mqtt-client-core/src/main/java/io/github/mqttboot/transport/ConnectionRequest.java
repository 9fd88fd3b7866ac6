// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.time.Duration;

import io.github.mqttboot.protocol.MqttVersion;

import org.jspecify.annotations.Nullable;

/**
 * Where to connect to, and how.
 *
 * @param endpoint the server
 * @param version the protocol version packets are written and read in
 * @param tls how to secure the connection; null for no TLS, or for the defaults if the
 * endpoint asks for it
 * @param timeout how long opening may take, with the handshakes of a proxy, of TLS and of
 * a WebSocket
 * @param maximumPacketSize the largest packet to read, in bytes; a larger one is
 * malformed input (reason code 0x95)
 * @param network the way through the network
 */
public record ConnectionRequest(Endpoint endpoint, MqttVersion version, @Nullable TlsOptions tls, Duration timeout,
		int maximumPacketSize, NetworkOptions network) {
}
