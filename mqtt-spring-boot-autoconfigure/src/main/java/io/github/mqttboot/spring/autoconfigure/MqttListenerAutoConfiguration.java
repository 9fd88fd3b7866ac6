// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.listener.MqttListenerArguments;
import io.github.mqttboot.spring.listener.MqttListenerDefaults;
import io.github.mqttboot.spring.listener.MqttListenerInterceptor;
import io.github.mqttboot.spring.listener.MqttListenerLimits;
import io.github.mqttboot.spring.listener.MqttListenerObserver;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttListenerScanner;
import io.github.mqttboot.spring.observe.MqttProcessObservation;
import io.github.mqttboot.spring.observe.MqttProcessObservationConvention;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.retry.RetryPolicy;
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
@ConditionalOnBean({ MqttClient.class, MqttClientFactory.class })
@EnableConfigurationProperties(MqttListenerProperties.class)
public final class MqttListenerAutoConfiguration {

	private static final PropertyRules RULES = new PropertyRules("mqtt.listener");

	@Bean
	@ConditionalOnMissingBean
	MqttListenerRegistry mqttListenerRegistry(MqttListenerProperties properties, Environment environment,
			ObjectProvider<MqttListenerInterceptor> interceptors, ObjectProvider<MqttListenerObserver> observers,
			ObjectProvider<MqttProcessObservationConvention> convention, BeanFactory beans,
			@Qualifier("mqttListenerExecutor") ObjectProvider<Executor> executor) {
		return new MqttListenerRegistry(
				Observations.outermost(RULES.prefix() + "." + Observations.KEY, properties.observationEnabled(),
						interceptors.orderedStream(), beans,
						(registry) -> new MqttProcessObservation(registry, convention.getIfAvailable())),
				observers.orderedStream().toList(), executor.getIfAvailable(() -> virtualThreads(environment)),
				limits(properties));
	}

	/** Checks one limit after the other, to tell which one is wrong. */
	private static MqttListenerLimits limits(MqttListenerProperties properties) {
		int capacity = properties.capacity();
		Duration reportAfter = properties.reportAfter();
		RULES.apply("capacity", capacity, (value) -> new MqttListenerLimits(value, Duration.ZERO, Duration.ZERO));
		RULES.apply("report-after", reportAfter, (value) -> new MqttListenerLimits(capacity, value, Duration.ZERO));
		return RULES.map("shutdown-timeout", properties.shutdownTimeout(),
				(value) -> new MqttListenerLimits(capacity, reportAfter, value));
	}

	private static @Nullable Executor virtualThreads(Environment environment) {
		return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("mqtt-listener-") : null;
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerArguments mqttListenerArguments(MqttClientFactory factory,
			@Qualifier(MqttAutoConfiguration.MESSAGE_CONVERTER) ObjectProvider<MessageConverter> converter,
			ObjectProvider<Validator> validator) {
		return new MqttListenerArguments(factory.conversionService(), converter.getIfAvailable(),
				validator.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerScanner mqttListenerScanner(ConfigurableListableBeanFactory beanFactory, MqttListenerRegistry registry,
			MqttListenerArguments arguments, MqttListenerProperties properties, MqttClientFactory factory,
			MqttProperties mqttProperties) {
		MqttListenerProperties.Retry retry = properties.retry();
		// to tell of wrong values even if nobody asks for it
		retryPolicy(retry, retry.maxRetries());
		return new MqttListenerScanner(beanFactory, registry, arguments,
				new MqttListenerDefaults(RULES.map("qos", properties.qos(), QoS::of), retry.maxRetries(),
						(maxRetries) -> retryPolicy(retry, maxRetries), properties.deadLetterTopic()),
				(client) -> factory.templateOf(client, mqttProperties));
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "mqtt.listener.auto-startup", matchIfMissing = true)
	UnstartedListeners unstartedMqttListeners(MqttListenerRegistry registry) {
		return new UnstartedListeners(registry);
	}

	private static RetryPolicy retryPolicy(MqttListenerProperties.Retry retry, long maxRetries) {
		RetryPolicy.Builder policy = RetryPolicy.builder();
		RULES.apply("retry.max-retries", maxRetries, policy::maxRetries);
		RULES.apply("retry.delay", retry.delay(), policy::delay);
		RULES.apply("retry.multiplier", retry.multiplier(), policy::multiplier);
		RULES.apply("retry.max-delay", retry.maxDelay(), policy::maxDelay);
		RULES.apply("retry.jitter", retry.jitter(), policy::jitter);
		RULES.apply("retry.timeout", retry.timeout(), policy::timeout);
		return policy.build();
	}

}
