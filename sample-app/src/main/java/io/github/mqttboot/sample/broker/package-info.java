// SPDX-License-Identifier: Apache-2.0
/** A broker in the same JVM, for when no other is configured. */
@NullMarked
package io.github.mqttboot.sample.broker;

import org.jspecify.annotations.NullMarked;
