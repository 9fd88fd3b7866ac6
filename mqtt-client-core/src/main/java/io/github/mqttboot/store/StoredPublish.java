// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store;

import io.github.mqttboot.protocol.MqttMessage;

/**
 * An outgoing message as the last process left it.
 *
 * @param sequence its place among the outgoing messages: a later one has a higher number
 * @param message the message, of QoS 1 or 2
 * @param timeToLiveNanos how long it may still wait before it is sent, zero or less if it
 * has waited too long; {@link Long#MAX_VALUE} for no limit
 * @param packetId the packet identifier it was or may have been sent with; 0 if it was
 * never sent
 * @param released 0 until PUBREC has come; then its place among those that PUBREL is to
 * be sent for
 */
public record StoredPublish(long sequence, MqttMessage message, long timeToLiveNanos, int packetId, long released) {
}
