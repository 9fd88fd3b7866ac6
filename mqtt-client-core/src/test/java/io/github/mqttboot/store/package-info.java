// SPDX-License-Identifier: Apache-2.0
/** Stores, and one for tests. */
@NullMarked
package io.github.mqttboot.store;

import org.jspecify.annotations.NullMarked;
