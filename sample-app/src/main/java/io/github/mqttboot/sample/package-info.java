// SPDX-License-Identifier: Apache-2.0
/**
 * A plant monitor, the sample of the starter. In {@code plant} stands what there is to
 * know about machines, without MQTT; {@code monitor} joins it to MQTT and {@code web} to
 * HTTP; {@code simulator} stands in for machines, and {@code broker} for a broker if none
 * is configured.
 */
@NullMarked
package io.github.mqttboot.sample;

import org.jspecify.annotations.NullMarked;
