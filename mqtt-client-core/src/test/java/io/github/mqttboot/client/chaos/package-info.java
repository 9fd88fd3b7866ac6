// SPDX-License-Identifier: Apache-2.0
/**
 * Breaks everything around the client, and the client's own process, and counts what
 * arrives.
 */
@NullMarked
package io.github.mqttboot.client.chaos;

import org.jspecify.annotations.NullMarked;
