// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;

/** Does something after a while. Tests have one that they wind on themselves. */
@FunctionalInterface
interface Timer {

	/**
	 * Does something after a while.
	 * @param task what; it must neither block nor throw
	 * @param delay after how long
	 */
	void schedule(Runnable task, Duration delay);

	/**
	 * How late it is.
	 * @return nanoseconds since some moment
	 */
	default long now() {
		return System.nanoTime();
	}

}
