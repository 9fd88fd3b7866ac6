// SPDX-License-Identifier: Apache-2.0
/**
 * What operators see of the clients and listeners: meters, observations, health and
 * actuator endpoints.
 */
@NullMarked
package io.github.mqttboot.spring.observe;

import org.jspecify.annotations.NullMarked;
