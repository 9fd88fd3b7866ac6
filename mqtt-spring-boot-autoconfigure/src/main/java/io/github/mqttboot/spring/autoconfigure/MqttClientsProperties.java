// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Clients besides the one that is configured directly under {@code mqtt}.
 *
 * @param clients Further clients by name. Each has the same keys as the one under mqtt
 * and takes nothing over from it.
 */
@ConfigurationProperties("mqtt")
public record MqttClientsProperties(@DefaultValue Map<String, MqttProperties> clients) {
}
