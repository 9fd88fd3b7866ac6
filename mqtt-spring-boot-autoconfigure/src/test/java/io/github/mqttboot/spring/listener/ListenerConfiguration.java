// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.github.mqttboot.protocol.QoS;
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
	FakeMqttClient mqttClient() {
		return new FakeMqttClient();
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
