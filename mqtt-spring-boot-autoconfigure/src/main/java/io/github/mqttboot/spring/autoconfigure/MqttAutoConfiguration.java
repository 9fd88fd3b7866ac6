// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.MqttClientLifecycle;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.JsonPayloadConverter;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Auto-configuration of an MQTT client: the client itself, what connects it when the
 * application starts, and a template to send with. Without {@code mqtt.uri} the server is
 * {@code localhost}.
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(MqttClient.class)
@EnableConfigurationProperties({ MqttProperties.class, MqttListenerProperties.class })
public final class MqttAutoConfiguration {

	/** Name of the bean that converts payloads from and to objects. */
	static final String MESSAGE_CONVERTER = "mqttMessageConverter";

	private static final PropertyRules RULES = new PropertyRules("mqtt");

	@Bean
	@ConfigurationPropertiesBinding
	static ScalarOrTableConverter mqttScalarOrTableConverter() {
		return new ScalarOrTableConverter();
	}

	@Bean
	@ConditionalOnMissingBean(MqttConnectionDetails.class)
	PropertiesMqttConnectionDetails mqttConnectionDetails(MqttProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesMqttConnectionDetails(properties, RULES, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	MqttClient mqttClient(MqttProperties properties, MqttConnectionDetails connectionDetails,
			ObjectProvider<MqttClientOptionsCustomizer> customizers,
			ObjectProvider<TrafficObserverFactory> trafficObservers) {
		MqttClientOptions options = new MqttClientOptionsFactory(RULES, properties, connectionDetails)
			.create(customizers.orderedStream().toList());
		return MqttClient.create(TrafficObserverFactory.observed(options, "mqttClient", trafficObservers.stream()));
	}

	@Bean
	@ConditionalOnMissingBean(MqttOperations.class)
	@ConditionalOnSingleCandidate(MqttClient.class)
	MqttTemplate mqttTemplate(MqttClient client, MqttProperties properties,
			@Qualifier(MESSAGE_CONVERTER) ObjectProvider<MessageConverter> converter) {
		MqttProperties.Template template = properties.template();
		return new MqttTemplate(client, converter.getIfAvailable(), RULES.map("template.qos", template.qos(), QoS::of),
				template.retain());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(MqttClient.class)
	MqttClientLifecycle mqttClientLifecycle(MqttClient client, MqttProperties properties,
			MqttListenerProperties listenerProperties, ObjectProvider<MqttListenerRegistry> listeners) {
		return new MqttClientLifecycle(client, properties.startup(), properties.startupTimeout(),
				listenerProperties.autoStartup() ? listeners.stream().toList() : List.of());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JsonMapper.class, JacksonJsonMessageConverter.class })
	@ConditionalOnBean(JsonMapper.class)
	static final class JsonConfiguration {

		@Bean(name = MESSAGE_CONVERTER, defaultCandidate = false)
		@ConditionalOnMissingBean(name = MESSAGE_CONVERTER)
		MessageConverter mqttMessageConverter(JsonMapper jsonMapper) {
			return new JsonPayloadConverter(jsonMapper);
		}

	}

}
