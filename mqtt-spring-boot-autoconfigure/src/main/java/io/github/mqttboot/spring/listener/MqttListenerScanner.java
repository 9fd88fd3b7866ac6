// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.MqttTemplate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the {@link MqttSubscribe} methods of all beans once the singletons are there, and
 * registers them. Lazy beans stay lazy: they are made when their first message comes.
 */
public final class MqttListenerScanner implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(MqttListenerScanner.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final MqttListenerRegistry registry;

	private final EndpointFactory endpoints;

	/**
	 * Makes a scanner. Listeners can reply with bytes and text alone.
	 * @param beanFactory whose beans to look at; it also resolves what the annotations
	 * say
	 * @param registry takes the listeners
	 * @param arguments plans the arguments of the methods
	 * @param defaults what goes for listeners that say nothing about it
	 */
	public MqttListenerScanner(ConfigurableListableBeanFactory beanFactory, MqttListenerRegistry registry,
			MqttListenerArguments arguments, MqttListenerDefaults defaults) {
		this(beanFactory, registry, arguments, defaults,
				(client) -> new MqttTemplate(client, null, QoS.AT_LEAST_ONCE, false));
	}

	/**
	 * Makes a scanner.
	 * @param beanFactory whose beans to look at; it also resolves what the annotations
	 * say
	 * @param registry takes the listeners
	 * @param arguments plans the arguments of the methods
	 * @param defaults what goes for listeners that say nothing about it
	 * @param templates gives what sends the replies of a client's listeners
	 */
	public MqttListenerScanner(ConfigurableListableBeanFactory beanFactory, MqttListenerRegistry registry,
			MqttListenerArguments arguments, MqttListenerDefaults defaults,
			Function<MqttClient, MqttOperations> templates) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.endpoints = new EndpointFactory(beanFactory, registry, arguments, defaults, templates);
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				Class<?> type = targetClass(beanName);
				if (type != null && mayHaveListeners(type)) {
					register(beanName, type);
				}
			}
		}
	}

	private @Nullable Class<?> targetClass(String beanName) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			return (type != null && ScopedObject.class.isAssignableFrom(type)) ? AutoProxyUtils
				.determineTargetClass(this.beanFactory, ScopedProxyUtils.getTargetBeanName(beanName)) : type;
		}
		catch (RuntimeException | LinkageError ex) {
			log.debug("bean '" + beanName + "' has no type that can be looked at", ex);
			return null;
		}
	}

	private static boolean mayHaveListeners(Class<?> type) {
		return !type.getName().startsWith("org.springframework.")
				&& AnnotationUtils.isCandidateClass(type, MqttSubscribe.class);
	}

	private void register(String beanName, Class<?> type) {
		listenerMethods(type).forEach((method, annotations) -> annotations
			.forEach((annotation) -> register(beanName, type, method, annotation)));
	}

	private static Map<Method, Set<MqttSubscribe>> listenerMethods(Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type,
					(MethodIntrospector.MetadataLookup<@Nullable Set<MqttSubscribe>>) (method) -> {
						Set<MqttSubscribe> found = AnnotatedElementUtils.findMergedRepeatableAnnotations(method,
								MqttSubscribe.class, MqttSubscriptions.class);
						return found.isEmpty() ? null : found;
					});
		}
		catch (RuntimeException | LinkageError ex) {
			// a library's class with methods for something that the application does not
			// have
			log.debug("methods of " + type.getName() + " cannot be looked at", ex);
			return Map.of();
		}
	}

	private void register(String beanName, Class<?> type, Method method, MqttSubscribe annotation) {
		String description = ClassUtils.getQualifiedMethodName(method, type) + " of bean '" + beanName + "'";
		try {
			this.registry.register(this.endpoints.endpoint(description, beanName, type, method, annotation));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw new MqttListenerDefinitionException(description, ex);
		}
	}

}
