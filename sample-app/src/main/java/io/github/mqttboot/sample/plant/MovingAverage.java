// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import java.util.List;
import java.util.stream.Stream;

/**
 * The average of the last few values.
 *
 * @param window how many values count
 * @param values those values, the oldest first
 */
public record MovingAverage(int window, List<Double> values) {

	/**
	 * Checks the window.
	 */
	public MovingAverage {
		if (window < 1) {
			throw new IllegalArgumentException("window must be 1 or more, was " + window);
		}
		values = List.copyOf(values);
	}

	/**
	 * An average of nothing yet.
	 * @param window how many values count
	 * @return the average
	 */
	public static MovingAverage over(int window) {
		return new MovingAverage(window, List.of());
	}

	/**
	 * The average with one more value; the oldest goes when the window is full.
	 * @param value the value
	 * @return another average
	 */
	public MovingAverage with(double value) {
		int leaving = (this.values.size() == this.window) ? 1 : 0;
		return new MovingAverage(this.window,
				Stream.concat(this.values.stream().skip(leaving), Stream.of(value)).toList());
	}

	/**
	 * The average itself.
	 * @return the mean of the values, or not-a-number if there are none
	 */
	public double value() {
		return this.values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
	}

}
