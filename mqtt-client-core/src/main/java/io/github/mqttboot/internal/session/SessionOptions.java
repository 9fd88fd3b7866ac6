// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.Set;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/**
 * What a session is told about its client.
 *
 * @param version the protocol version
 * @param keepAliveSeconds the keep alive of CONNECT; 0 for none
 * @param receiveMaximum how many messages of QoS 1 and 2 the server may send without
 * acknowledgement
 * @param maxInFlight how many messages of QoS 1 and 2 may be in flight to the server;
 * null for as many as servers are known to take
 * @param topicAliasMaximum the highest topic alias the server may use; 0 for none
 * @param responseTimeoutNanos how long SUBACK, UNSUBACK and PINGRESP may take
 * @param publishedAgain the QoS of those in flight that are published again when the
 * server has lost the session; others fail
 * @param retryRefused whether a subscription stays wanted that the server refuses the
 * first time
 */
public record SessionOptions(MqttVersion version, int keepAliveSeconds, int receiveMaximum,
		@Nullable Integer maxInFlight, int topicAliasMaximum, long responseTimeoutNanos, Set<QoS> publishedAgain,
		boolean retryRefused) {
}
