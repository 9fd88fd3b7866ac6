// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.MqttOperations;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes the endpoint of a listener: joins what its annotation says with the method of the
 * bean, and checks that they go together.
 */
final class EndpointFactory {

	private final ConfigurableListableBeanFactory beanFactory;

	private final MqttListenerRegistry registry;

	private final MqttListenerArguments arguments;

	private final MqttListenerDefaults defaults;

	private final Function<MqttClient, MqttOperations> templates;

	private final AttributeResolver resolver;

	/**
	 * Makes a factory.
	 * @param beanFactory has the beans
	 * @param registry knows which ids are in use
	 * @param arguments plans the arguments of the methods
	 * @param defaults what goes for listeners that say nothing about it
	 * @param templates gives what sends the replies of a client's listeners
	 */
	EndpointFactory(ConfigurableListableBeanFactory beanFactory, MqttListenerRegistry registry,
			MqttListenerArguments arguments, MqttListenerDefaults defaults,
			Function<MqttClient, MqttOperations> templates) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.arguments = arguments;
		this.defaults = defaults;
		this.templates = templates;
		this.resolver = new AttributeResolver(beanFactory);
	}

	/**
	 * Makes an endpoint.
	 * @param description bean and method, for a person to read
	 * @param beanName the bean
	 * @param type the class of the bean, without proxies
	 * @param method the method of that class
	 * @param annotation what is written at the method
	 * @return the endpoint
	 * @throws IllegalArgumentException if something is written that cannot be
	 * @throws IllegalStateException if the method cannot be called
	 */
	MqttListenerEndpoint endpoint(String description, String beanName, Class<?> type, Method method,
			MqttSubscribe annotation) {
		SubscribeAttributes attributes = new SubscribeAttributes(annotation, this.resolver, this.defaults);
		List<MqttListenerEndpoint.Topic> topics = attributes.topics();
		List<TopicTemplate> templates = topics.stream().map(MqttListenerEndpoint.Topic::template).toList();
		Batching batching = attributes.batching();
		if (attributes.ackMode() == AckMode.MANUAL) {
			MqttListenerArguments.checkManual(method);
		}
		MqttClient client = attributes.client();
		Argument[] plan = this.arguments.plan(method, type, templates, client.options().version(), batching != null);
		Method invocable = invocable(beanName, type, method);
		String id = id(beanName, method, attributes);
		Replies replies = replies(method, type, client, topics);
		if (batching != null && replies != null) {
			throw new IllegalArgumentException(
					"a listener with a batchSize must return nothing, or a CompletionStage of"
							+ " nothing, as a reply is for one message, returns "
							+ ResolvableType.forMethodReturnType(method, type));
		}
		return new MqttListenerEndpoint(id, description, client, topics, attributes.ackMode(), attributes.ordering(),
				attributes.concurrency(), batching,
				new MqttListenerMethod(bean(beanName), invocable, plan, batching != null, replies,
						this.beanFactory.getBeanClassLoader()),
				attributes.retryPolicy(), attributes.errorHandler(), deadLetters(attributes, id, client, templates),
				attributes.autoStartup());
	}

	private Method invocable(String beanName, Class<?> type, Method method) {
		Class<?> known = this.beanFactory.getType(beanName);
		Class<?> beanType = (known != null) ? known : type;
		Method invocable = AopUtils.selectInvocableMethod(method, beanType);
		MqttListenerMethod.checkReachable(invocable, beanType);
		return invocable;
	}

	private @Nullable Replies replies(Method method, Class<?> type, MqttClient client,
			List<MqttListenerEndpoint.Topic> topics) {
		SendTo own = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
		if (!Replies.areReturnedBy(method, type)) {
			if (own != null) {
				throw new IllegalArgumentException("a listener with @SendTo must return a value or a CompletionStage of"
						+ " one, returns " + ResolvableType.forMethodReturnType(method, type));
			}
			return null;
		}
		SendTo sendTo = (own != null) ? own : AnnotatedElementUtils.findMergedAnnotation(type, SendTo.class);
		if (sendTo == null && client.options().version() == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException("a listener that returns a value must have @SendTo if its client speaks"
					+ " MQTT 3.1.1, where no message says where to reply, returns "
					+ ResolvableType.forMethodReturnType(method, type));
		}
		return Replies.of(this.templates.apply(client), (sendTo != null) ? topic(sendTo) : null, topics);
	}

	private String topic(SendTo sendTo) {
		if (sendTo.value().length != 1) {
			throw new IllegalArgumentException("@SendTo must have exactly one topic, has " + List.of(sendTo.value()));
		}
		return this.resolver.text("@SendTo", sendTo.value()[0]);
	}

	private String id(String beanName, Method method, SubscribeAttributes attributes) {
		String id = attributes.id();
		if (!id.isEmpty()) {
			return id;
		}
		String made = beanName + "." + method.getName();
		int count = 2;
		for (id = made; this.registry.container(id) != null; id = made + "-" + count++) {
			// overloaded or annotated several times
		}
		return id;
	}

	private static @Nullable DeadLetters deadLetters(SubscribeAttributes attributes, String id, MqttClient client,
			List<TopicTemplate> templates) {
		String topic = attributes.deadLetterTopic();
		return topic.equals(MqttSubscribe.NO_DEAD_LETTERS) ? null : DeadLetters.of(topic, id,
				templates.stream().map(TopicTemplate::filter).toList(), client.options().version());
	}

	private Supplier<Object> bean(String beanName) {
		Supplier<Object> bean = () -> this.beanFactory.getBean(beanName);
		return this.beanFactory.isSingleton(beanName) ? SingletonSupplier.of(bean) : bean;
	}

}
