// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * Subscription identifiers as objects, of all connections: one that comes with every
 * message costs none. Those of which the last eight bits are the same push each other
 * out.
 */
final class IdentifierCache {

	/** Written by any thread; it matters to none which of two objects it finds. */
	private static final @Nullable Integer[] KEPT = new Integer[256];

	private IdentifierCache() {
	}

	static Integer of(int identifier) {
		int slot = identifier & (KEPT.length - 1);
		Integer kept = KEPT[slot];
		if (kept == null || kept != identifier) {
			kept = identifier;
			KEPT[slot] = kept;
		}
		return kept;
	}

}
