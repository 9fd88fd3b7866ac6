// SPDX-License-Identifier: Apache-2.0
/**
 * The seam for the network: what the client asks of a connection and what it is told. The
 * one implementation that comes along is on Netty; tests and unusual networks bring their
 * own {@link io.github.mqttboot.transport.Transport}. Depends on {@code protocol} alone.
 */
@NullMarked
package io.github.mqttboot.transport;

import org.jspecify.annotations.NullMarked;
