// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.MqttClientLifecycle;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.JsonPayloadConverter;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.store.SessionStore;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Auto-configuration of an MQTT client: the client itself, what connects it when the
 * application starts, and a template to send with. Without {@code mqtt.uri} the server is
 * {@code localhost}, unless there are {@code mqtt.clients}: then there is no other client
 * than those.
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(MqttClient.class)
@EnableConfigurationProperties({ MqttProperties.class, MqttListenerProperties.class })
public final class MqttAutoConfiguration {

	/** Name of the bean that converts payloads from and to objects. */
	static final String MESSAGE_CONVERTER = "mqttMessageConverter";

	private static final String CLIENT = "mqttClient";

	static final PropertyRules RULES = new PropertyRules("mqtt");

	@Bean
	@ConfigurationPropertiesBinding
	static ScalarOrTableConverter mqttScalarOrTableConverter() {
		return new ScalarOrTableConverter();
	}

	@Bean
	@ConditionalOnMissingBean(MqttConnectionDetails.class)
	PropertiesMqttConnectionDetails mqttConnectionDetails(MqttProperties properties,
			ObjectProvider<SslBundles> sslBundles, MqttClientFactory factory) {
		return new PropertiesMqttConnectionDetails(properties, RULES, sslBundles.getIfAvailable(),
				factory.credentialsProvider(CLIENT));
	}

	@Bean
	@ConditionalOnMissingBean
	MqttClientFactory mqttClientFactory(ObjectProvider<MqttClientOptionsCustomizer> customizers,
			ObjectProvider<TrafficObserverFactory> trafficObservers,
			@Qualifier(MESSAGE_CONVERTER) ObjectProvider<MessageConverter> converter,
			MqttListenerProperties listenerProperties, ObjectProvider<MqttListenerRegistry> listeners,
			ObjectProvider<SessionStore> store, ConfigurableListableBeanFactory beans) {
		return new MqttClientFactory(customizers, trafficObservers, converter, listenerProperties, listeners, store,
				beans);
	}

	@Bean
	@ConditionalOnMissingBean
	@Conditional(OnDefaultClientCondition.class)
	MqttClient mqttClient(MqttClientFactory factory, MqttProperties properties,
			MqttConnectionDetails connectionDetails) {
		return factory.client(CLIENT, RULES, properties, connectionDetails);
	}

	@Bean
	@ConditionalOnMissingBean(MqttOperations.class)
	@ConditionalOnSingleCandidate(MqttClient.class)
	MqttTemplate mqttTemplate(MqttClientFactory factory, MqttClient client, MqttProperties properties) {
		return factory.template(client, RULES, properties.template());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(MqttClient.class)
	MqttClientLifecycle mqttClientLifecycle(MqttClientFactory factory, MqttClient client, MqttProperties properties) {
		return factory.lifecycle(client, RULES, properties);
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
