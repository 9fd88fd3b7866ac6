// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a machine reports.
 *
 * @param celsius its temperature
 * @param time when it was taken; null if the machine has no clock
 */
public record Reading(double celsius, @Nullable Instant time) {

	private static final double ABSOLUTE_ZERO = -273.15;

	/**
	 * Checks the temperature.
	 */
	public Reading {
		if (!Double.isFinite(celsius) || celsius < ABSOLUTE_ZERO) {
			throw new IllegalArgumentException("celsius must be a temperature, was " + celsius);
		}
	}

}
