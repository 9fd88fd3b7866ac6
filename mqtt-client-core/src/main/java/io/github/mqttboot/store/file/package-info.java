// SPDX-License-Identifier: Apache-2.0
/**
 * Sessions in files: {@link io.github.mqttboot.store.file.FileSessionStore}, on H2's
 * MVStore. Depends on {@code store}, {@code protocol} and {@code internal.codec}, which
 * writes the messages.
 */
@NullMarked
package io.github.mqttboot.store.file;

import org.jspecify.annotations.NullMarked;
