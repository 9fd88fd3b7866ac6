// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes to packets and back, for MQTT 3.1.1 and 5.0 and for both directions, over Netty's
 * buffers but without channels. Start at
 * {@link io.github.mqttboot.internal.codec.PacketDecoder} and
 * {@link io.github.mqttboot.internal.codec.PacketEncoder}: one switch each, one method
 * per packet, in the same order. Depends on {@code protocol} alone.
 */
@NullMarked
package io.github.mqttboot.internal.codec;

import org.jspecify.annotations.NullMarked;
