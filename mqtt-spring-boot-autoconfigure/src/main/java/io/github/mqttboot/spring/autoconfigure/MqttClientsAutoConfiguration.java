// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.client.MqttClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of the clients under {@code mqtt.clients}: for the name
 * {@code press} the beans {@code pressMqttClient} and {@code pressMqttTemplate}.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class)
@ConditionalOnClass(MqttClient.class)
@EnableConfigurationProperties(MqttClientsProperties.class)
@Import(NamedMqttClients.class)
public final class MqttClientsAutoConfiguration {

}
