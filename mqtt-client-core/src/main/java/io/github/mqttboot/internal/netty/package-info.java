// SPDX-License-Identifier: Apache-2.0
/**
 * The transport on Netty: event loops, connections over TCP, Unix domain sockets, TLS,
 * WebSockets and proxies, framing. Start at
 * {@link io.github.mqttboot.internal.netty.NettyTransport}. Depends on {@code transport},
 * {@code internal.codec} and {@code protocol}.
 */
@NullMarked
package io.github.mqttboot.internal.netty;

import org.jspecify.annotations.NullMarked;
