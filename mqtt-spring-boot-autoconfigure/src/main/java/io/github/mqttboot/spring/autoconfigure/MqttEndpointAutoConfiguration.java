// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Map;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.observe.MqttEndpoint;
import io.github.mqttboot.spring.observe.MqttListenersEndpoint;
import io.github.mqttboot.spring.observe.MqttListenersEndpointWebExtension;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoints {@code mqtt} and {@code mqttlisteners}.
 */
@AutoConfiguration(after = { MqttClientsAutoConfiguration.class, MqttListenerAutoConfiguration.class })
@ConditionalOnClass({ MqttClient.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(MqttClient.class)
public final class MqttEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	MqttEndpoint mqttEndpoint(Map<String, MqttClient> clients) {
		return new MqttEndpoint(clients);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(MqttListenerRegistry.class)
	@ConditionalOnAvailableEndpoint
	MqttListenersEndpoint mqttListenersEndpoint(MqttListenerRegistry registry, Map<String, MqttClient> clients) {
		return new MqttListenersEndpoint(registry, clients);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(MqttListenersEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = MqttListenersEndpoint.class)
	MqttListenersEndpointWebExtension mqttListenersEndpointWebExtension(MqttListenersEndpoint endpoint) {
		return new MqttListenersEndpointWebExtension(endpoint);
	}

}
