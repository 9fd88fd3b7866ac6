// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.monitor;

import org.jspecify.annotations.Nullable;

/**
 * What a machine is asked to do: {@code set-limit}, which needs a limit, or
 * {@code get-limit}.
 *
 * @param command which command
 * @param limit the new limit in °C
 */
record Command(@Nullable String command, @Nullable Double limit) {
}
