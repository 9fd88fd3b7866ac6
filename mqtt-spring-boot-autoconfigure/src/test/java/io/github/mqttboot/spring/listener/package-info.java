// SPDX-License-Identifier: Apache-2.0
/** Tests of the listeners, with a client that routes in memory. */
@NullMarked
package io.github.mqttboot.spring.listener;

import org.jspecify.annotations.NullMarked;
