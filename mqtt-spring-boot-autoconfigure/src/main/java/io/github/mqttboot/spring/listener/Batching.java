// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;

/**
 * How a listener takes several messages with one call.
 *
 * @param size how many at most, 1 or more
 * @param timeout how long a message may wait for others; zero to wait for none
 */
record Batching(int size, Duration timeout) {
}
