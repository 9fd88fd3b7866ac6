// SPDX-License-Identifier: Apache-2.0
/** Machines that are not there, publishing readings as real ones would. */
@NullMarked
package io.github.mqttboot.sample.simulator;

import org.jspecify.annotations.NullMarked;
