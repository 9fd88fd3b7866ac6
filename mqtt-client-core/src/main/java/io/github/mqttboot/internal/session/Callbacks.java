// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.concurrent.Executor;

/** Where futures complete and handlers run: one task after the other. */
@FunctionalInterface
public interface Callbacks extends Executor {

	/**
	 * Whether the caller is one of the tasks, or the loop, so that others wait for it.
	 * @return true if so
	 */
	default boolean isCurrent() {
		return false;
	}

}
