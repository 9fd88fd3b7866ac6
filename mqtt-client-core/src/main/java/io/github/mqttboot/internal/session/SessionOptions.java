// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.MqttVersion;

/**
 * What a session is told about its client.
 *
 * @param version the protocol version
 * @param keepAliveSeconds the keep alive of CONNECT; 0 for none
 * @param receiveMaximum how many messages of QoS 1 and 2 the server may send without
 * acknowledgement
 * @param topicAliasMaximum the highest topic alias the server may use; 0 for none
 * @param responseTimeoutNanos how long SUBACK, UNSUBACK and PINGRESP may take
 */
public record SessionOptions(MqttVersion version, int keepAliveSeconds, int receiveMaximum, int topicAliasMaximum,
		long responseTimeoutNanos) {
}
