// SPDX-License-Identifier: Apache-2.0
/** Tests of the test brokers, with raw sockets and hand-spelled packets. */
@NullMarked
package io.github.mqttboot.testbrokers;

import org.jspecify.annotations.NullMarked;
