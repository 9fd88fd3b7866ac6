// SPDX-License-Identifier: Apache-2.0
/**
 * What operators see of the clients: meters, observations, health and an actuator
 * endpoint.
 */
@NullMarked
package io.github.mqttboot.spring.observe;

import org.jspecify.annotations.NullMarked;
