// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.broker;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The broker that is started when none is configured.
 *
 * @param port where it listens, on the loopback interface; 0 for any free port
 */
@ConfigurationProperties("sample.broker")
record BrokerProperties(@DefaultValue("0") int port) {
}
