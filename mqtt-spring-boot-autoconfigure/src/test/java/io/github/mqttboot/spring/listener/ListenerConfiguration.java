// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.MqttSendInterceptor;
import io.github.mqttboot.spring.MqttTemplate;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.validation.Validator;

/** The machinery as an application has it, on a client without a network. */
@Configuration(proxyBeanMethods = false)
class ListenerConfiguration {

	@Bean
	FakeMqttClient mqttClient(Environment environment) {
		return FakeMqttClient.of(environment.getProperty("version", MqttVersion.class, MqttVersion.V5));
	}

	@Bean
	ManualTimer timer() {
		return new ManualTimer();
	}

	@Bean
	MqttListenerRegistry mqttListenerRegistry(ObjectProvider<MqttListenerInterceptor> interceptors,
			ObjectProvider<MqttListenerObserver> observers, ObjectProvider<Executor> executor, Environment environment,
			ManualTimer timer) {
		return new MqttListenerRegistry(interceptors.orderedStream().toList(), observers.stream().toList(),
				executor.getIfAvailable(),
				new MqttListenerLimits(environment.getProperty("capacity", Integer.class, 1024),
						Duration.ofMillis(environment.getProperty("report-after-millis", Long.class, 0L)),
						Duration.ofMillis(environment.getProperty("shutdown-millis", Long.class, 20_000L))),
				timer);
	}

	@Bean
	MqttListenerScanner mqttListenerScanner(ConfigurableListableBeanFactory beanFactory, MqttListenerRegistry registry,
			ObjectProvider<Validator> validator, ObjectProvider<MqttSendInterceptor> interceptors,
			Environment environment) {
		MqttListenerArguments arguments = new MqttListenerArguments(ApplicationConversionService.getSharedInstance(),
				new JsonPayloadConverter(JsonMapper.builder().build()), validator.getIfAvailable());
		return new MqttListenerScanner(beanFactory, registry, arguments,
				new MqttListenerDefaults(QoS.AT_LEAST_ONCE, environment.getProperty("max-retries", Long.class, 0L),
						(maxRetries) -> RetryPolicy.builder().maxRetries(maxRetries).multiplier(2).build(),
						environment.getProperty("dead-letter-topic", MqttSubscribe.NO_DEAD_LETTERS)),
				(client) -> new MqttTemplate(client, new JsonPayloadConverter(JsonMapper.builder().build()),
						QoS.AT_MOST_ONCE, true, interceptors.orderedStream().toList()));
	}

}
