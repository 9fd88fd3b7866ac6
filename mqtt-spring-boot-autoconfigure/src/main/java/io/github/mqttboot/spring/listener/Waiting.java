// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import org.jspecify.annotations.Nullable;

/** What waits to be worked on by one lane or by several. Used by any thread. */
interface Waiting {

	/**
	 * Takes something.
	 * @return whether there is something to begin with now
	 */
	boolean add(Handling handling);

	/** Gives what to begin with now, or null if there is nothing. */
	@Nullable Handling poll();

	/** Whether there is something to begin with now. */
	boolean isReady();

}
