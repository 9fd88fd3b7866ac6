// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

/** A handler that was added; closing it removes the handler. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	/** Removes the handler. An event that is on its way may still reach it. */
	@Override
	void close();

}
