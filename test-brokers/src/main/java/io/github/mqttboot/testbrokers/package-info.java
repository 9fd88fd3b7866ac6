// SPDX-License-Identifier: Apache-2.0
/**
 * Real brokers for tests, and what it takes to make their lives hard: certificates of all
 * kinds and a proxy that cuts connections. Begin with
 * {@link io.github.mqttboot.testbrokers.TestBroker}. Knows nothing of the client it
 * tests.
 */
@NullMarked
package io.github.mqttboot.testbrokers;

import org.jspecify.annotations.NullMarked;
