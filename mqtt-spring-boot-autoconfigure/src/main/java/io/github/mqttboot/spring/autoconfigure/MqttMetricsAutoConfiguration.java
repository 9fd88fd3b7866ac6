// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Map;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.observe.MqttClientMeters;
import io.github.mqttboot.spring.observe.MqttListenerMeters;
import io.github.mqttboot.spring.observe.MqttTrafficMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of MQTT clients. The tag {@code client} is the name of
 * the client's bean.
 */
@AutoConfiguration(after = MqttClientsAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MqttClient.class, MeterRegistry.class })
@ConditionalOnBean({ MqttClient.class, MeterRegistry.class })
public final class MqttMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TrafficObserverFactory mqttTrafficMeters(MeterRegistry registry) {
		return (client) -> new MqttTrafficMeters(registry, client);
	}

	@Bean
	@ConditionalOnMissingBean(name = "mqttClientMeters")
	MeterBinder mqttClientMeters(Map<String, MqttClient> clients) {
		return (registry) -> clients.forEach((name, client) -> new MqttClientMeters(client, name).bindTo(registry));
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerMeters mqttListenerMeters(MeterRegistry registry) {
		return new MqttListenerMeters(registry);
	}

}
