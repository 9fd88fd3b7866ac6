// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the plant is watched.
 *
 * @param limit the temperature in °C above which a machine raises an alert, until a
 * command changes it
 * @param window how many readings the moving average counts
 * @param maxMachines how many machines are kept; readings of others are refused, so that
 * nobody can fill the memory by making up names
 */
@ConfigurationProperties("sample.plant")
public record PlantProperties(@DefaultValue("80") double limit, @DefaultValue("10") int window,
		@DefaultValue("1000") int maxMachines) {
}
