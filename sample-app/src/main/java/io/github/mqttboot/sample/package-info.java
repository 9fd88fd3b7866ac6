// SPDX-License-Identifier: Apache-2.0
/**
 * A plant monitor, the sample of the starter. The packages: {@code plant} is what there
 * is to know about machines, without MQTT; {@code monitor} joins it to MQTT and HTTP;
 * {@code simulator} stands in for machines; {@code broker} for a broker, if there is
 * none.
 */
@NullMarked
package io.github.mqttboot.sample;

import org.jspecify.annotations.NullMarked;
