// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.listener.MqttListenerArguments;
import io.github.mqttboot.spring.listener.MqttListenerObserver;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttListenerScanner;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.validation.Validator;

/**
 * Auto-configuration of {@code @MqttSubscribe} methods. They run on the threads of their
 * clients, unless there is an {@link Executor} bean named {@code mqttListenerExecutor},
 * or virtual threads are enabled.
 */
@AutoConfiguration(after = MqttClientsAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnClass(MqttClient.class)
@ConditionalOnBean(MqttClient.class)
@EnableConfigurationProperties(MqttListenerProperties.class)
public final class MqttListenerAutoConfiguration {

	private static final PropertyRules RULES = new PropertyRules("mqtt.listener");

	@Bean
	@ConditionalOnMissingBean
	MqttListenerRegistry mqttListenerRegistry(MqttListenerProperties properties, Environment environment,
			ObjectProvider<MqttListenerObserver> observers,
			@Qualifier("mqttListenerExecutor") ObjectProvider<Executor> executor) {
		return new MqttListenerRegistry(observer(observers.orderedStream().toList()),
				executor.getIfAvailable(() -> virtualThreads(environment)), properties.shutdownTimeout());
	}

	private static MqttListenerObserver observer(List<MqttListenerObserver> observers) {
		return switch (observers.size()) {
			case 0 -> MqttListenerObserver.NONE;
			case 1 -> observers.get(0);
			default -> (listenerId, elapsed, failure) -> observers
				.forEach((observer) -> observer.handled(listenerId, elapsed, failure));
		};
	}

	private static @Nullable Executor virtualThreads(Environment environment) {
		return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("mqtt-listener-") : null;
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerArguments mqttListenerArguments(ConfigurableListableBeanFactory beanFactory,
			@Qualifier(MqttAutoConfiguration.MESSAGE_CONVERTER) ObjectProvider<MessageConverter> converter,
			ObjectProvider<Validator> validator) {
		ConversionService conversionService = beanFactory.getConversionService();
		return new MqttListenerArguments(
				(conversionService != null) ? conversionService : ApplicationConversionService.getSharedInstance(),
				converter.getIfAvailable(), validator.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerScanner mqttListenerScanner(ConfigurableListableBeanFactory beanFactory, MqttListenerRegistry registry,
			MqttListenerArguments arguments, MqttListenerProperties properties) {
		return new MqttListenerScanner(beanFactory, registry, arguments, RULES.map("qos", properties.qos(), QoS::of));
	}

}
