// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.MqttClientEvents;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of the clients under {@code mqtt.clients}: for the name
 * {@code press} the beans {@code pressMqttClient} and {@code pressMqttTemplate}; and of
 * what publishes the events of all clients.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class)
@ConditionalOnClass(MqttClient.class)
public final class MqttClientsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MqttClientEvents mqttClientEvents(ObjectProvider<MqttClient> clients, ApplicationEventPublisher publisher) {
		return new MqttClientEvents(clients.stream().toList(), publisher);
	}

	/** A context has the clients of its parent, which sees the same properties. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(value = MqttClientFactory.class, search = SearchStrategy.CURRENT)
	@EnableConfigurationProperties(MqttClientsProperties.class)
	@Import(NamedMqttClients.class)
	static final class NamedClientsConfiguration {

	}

}
