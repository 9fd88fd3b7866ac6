// SPDX-License-Identifier: Apache-2.0
/** Tests of the client, alone and against real brokers. */
@NullMarked
package io.github.mqttboot.client;

import org.jspecify.annotations.NullMarked;
