// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * Something for the loop to do. It is its own link in the one queue it stands in, so that
 * to hand it over costs no other object.
 */
public interface LoopTask {

	/**
	 * The link of the queue.
	 * @return the task that this one is linked to, if any
	 */
	@Nullable LoopTask link();

	/**
	 * Sets the link; by whom the task belongs to at the moment, the queue or who puts it
	 * there.
	 * @param link another task, or null
	 */
	void link(@Nullable LoopTask link);

}
