// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.FakeMqttClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.validation.Validator;

/** The machinery as an application has it, on a client without a network. */
@Configuration(proxyBeanMethods = false)
class ListenerConfiguration {

	@Bean
	FakeMqttClient mqttClient(Environment environment) {
		return FakeMqttClient.of(environment.getProperty("version", MqttVersion.class, MqttVersion.V5));
	}

	@Bean
	MqttListenerRegistry mqttListenerRegistry(ObjectProvider<MqttListenerObserver> observer,
			ObjectProvider<Executor> executor, Environment environment) {
		return new MqttListenerRegistry(observer.getIfAvailable(() -> MqttListenerObserver.NONE),
				executor.getIfAvailable(),
				Duration.ofMillis(environment.getProperty("shutdown-millis", Long.class, 20_000L)));
	}

	@Bean
	MqttListenerScanner mqttListenerScanner(ConfigurableListableBeanFactory beanFactory, MqttListenerRegistry registry,
			ObjectProvider<Validator> validator) {
		MqttListenerArguments arguments = new MqttListenerArguments(ApplicationConversionService.getSharedInstance(),
				new JsonPayloadConverter(JsonMapper.builder().build()), validator.getIfAvailable());
		return new MqttListenerScanner(beanFactory, registry, arguments, QoS.AT_LEAST_ONCE);
	}

}
