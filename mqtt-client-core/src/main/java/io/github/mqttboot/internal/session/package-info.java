// SPDX-License-Identifier: Apache-2.0
/**
 * How a client of MQTT behaves, without sockets, threads or clocks: packets and calls go
 * in, packets come out, time is a parameter. Everything here is confined to the client's
 * loop. {@link io.github.mqttboot.internal.session.Session} is the one door. Depends on
 * {@code protocol} alone.
 */
@NullMarked
package io.github.mqttboot.internal.session;

import org.jspecify.annotations.NullMarked;
