// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.observe.MqttHealthIndicator;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of MQTT clients, unless
 * {@code management.health.mqtt.enabled} is false.
 */
@AutoConfiguration(after = MqttClientsAutoConfiguration.class)
@ConditionalOnClass({ MqttClient.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(MqttClient.class)
@ConditionalOnEnabledHealthIndicator("mqtt")
public final class MqttHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<MqttHealthIndicator, MqttClient> {

	/** Makes an indicator for each client. */
	public MqttHealthContributorAutoConfiguration() {
		super(MqttHealthIndicator::new);
	}

	@Bean
	@ConditionalOnMissingBean(name = { "mqttHealthIndicator", "mqttHealthContributor" })
	HealthContributor mqttHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		return createContributor(beanFactory, MqttClient.class);
	}

}
