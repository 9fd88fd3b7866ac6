// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

/**
 * How much of a client's work is not done yet.
 *
 * @param inFlight messages of QoS 1 and 2 that were sent and have not been acknowledged
 * to the end
 * @param queued messages that publish was called for and that have not been sent
 * @param undelivered received messages that a handler has not taken yet
 * @param undeliveredBytes the size of their packets
 * @param dropped received messages that were dropped since the client was made, see
 * {@link InboxPolicy}
 */
public record ClientBacklog(int inFlight, int queued, int undelivered, long undeliveredBytes, long dropped) {
}
