// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.concurrent.CompletionException;

import io.micrometer.observation.Observation;

import org.jspecify.annotations.Nullable;

/** How observations end. */
final class Ending {

	private Ending() {
	}

	/**
	 * Stops an observation.
	 * @param failure what has gone wrong, or null if nothing has
	 */
	static void of(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
			observation.error((cause != null) ? cause : failure);
		}
		observation.stop();
	}

}
