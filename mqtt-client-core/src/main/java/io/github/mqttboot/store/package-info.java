// SPDX-License-Identifier: Apache-2.0
/**
 * Where a session is kept that outlives its process:
 * {@link io.github.mqttboot.store.SessionStore} is what the client needs of a store.
 * Depends on {@code protocol} alone; a store on files is in {@code store.file}.
 */
@NullMarked
package io.github.mqttboot.store;

import org.jspecify.annotations.NullMarked;
