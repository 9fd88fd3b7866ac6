// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Map;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.observe.MqttEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the actuator endpoint {@code mqtt}. */
@AutoConfiguration(after = MqttClientsAutoConfiguration.class)
@ConditionalOnClass({ MqttClient.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(MqttClient.class)
@ConditionalOnAvailableEndpoint(MqttEndpoint.class)
public final class MqttEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MqttEndpoint mqttEndpoint(Map<String, MqttClient> clients) {
		return new MqttEndpoint(clients);
	}

}
