// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.MqttTemplate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds the {@link MqttSubscribe} methods of all beans once the singletons are there, and
 * registers them. Lazy beans stay lazy: they are made when their first message comes.
 */
public final class MqttListenerScanner implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(MqttListenerScanner.class);

	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	private final ConfigurableListableBeanFactory beanFactory;

	private final MqttListenerRegistry registry;

	private final MqttListenerArguments arguments;

	private final MqttListenerDefaults defaults;

	private final Function<MqttClient, MqttOperations> templates;

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
		this.arguments = arguments;
		this.defaults = defaults;
		this.templates = templates;
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
			this.registry.register(endpoint(beanName, type, method, annotation, description));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw new MqttListenerDefinitionException(description, ex);
		}
	}

	private MqttListenerEndpoint endpoint(String beanName, Class<?> type, Method method, MqttSubscribe annotation,
			String description) {
		List<MqttListenerEndpoint.Topic> topics = topics(annotation);
		List<TopicTemplate> templates = topics.stream().map(MqttListenerEndpoint.Topic::template).toList();
		Batching batching = batching(annotation);
		if (annotation.ackMode() == AckMode.MANUAL) {
			MqttListenerArguments.checkManual(method);
		}
		MqttClient client = client(annotation);
		Argument[] plan = this.arguments.plan(method, type, templates, client.options().version(), batching != null);
		Method invocable = invocable(beanName, type, method);
		String id = id(beanName, method, annotation);
		Replies replies = replies(method, type, client, topics);
		if (batching != null && replies != null) {
			throw new IllegalArgumentException(
					"a listener with a batchSize must return nothing, or a CompletionStage of"
							+ " nothing, as a reply is for one message, returns "
							+ ResolvableType.forMethodReturnType(method, type));
		}
		return new MqttListenerEndpoint(id, description, client, topics, annotation.ackMode(), annotation.ordering(),
				concurrency(annotation), batching,
				new MqttListenerMethod(bean(beanName), invocable, plan, batching != null, replies,
						this.beanFactory.getBeanClassLoader()),
				retryPolicy(annotation), errorHandler(annotation), deadLetters(annotation, id, client, templates),
				autoStartup(annotation));
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
		return resolve("@SendTo", sendTo.value()[0]);
	}

	private List<MqttListenerEndpoint.Topic> topics(MqttSubscribe annotation) {
		QoS qos = qos(annotation);
		String group = resolve("group", annotation.group());
		List<MqttListenerEndpoint.Topic> topics = new ArrayList<>();
		for (String attribute : annotation.topics()) {
			for (String text : resolveAll("topics", attribute)) {
				TopicTemplate template = TopicTemplate.of(shared(group, text));
				topics.add(new MqttListenerEndpoint.Topic(template, new Subscription(template.filter(), qos,
						annotation.noLocal(), annotation.retainAsPublished(), annotation.retainHandling())));
			}
		}
		if (topics.isEmpty()) {
			throw new IllegalArgumentException("topics must have at least one topic filter, has none");
		}
		return List.copyOf(topics);
	}

	private static String shared(String group, String topic) {
		if (group.isEmpty()) {
			return topic;
		}
		if (topic.startsWith("$share/")) {
			throw new IllegalArgumentException(
					"a topic must not begin with $share/ where there is a group, was \"" + topic + "\"");
		}
		if (group.chars().anyMatch((each) -> "/+#".indexOf(each) >= 0)) { // [MQTT-4.8.2-2]
			throw new IllegalArgumentException("group must not contain /, + and #, was \"" + group + "\"");
		}
		return "$share/" + group + "/" + topic;
	}

	private QoS qos(MqttSubscribe annotation) {
		String text = resolve("qos", annotation.qos());
		return switch (text) {
			case "" -> this.defaults.qos();
			case "0" -> QoS.AT_MOST_ONCE;
			case "1" -> QoS.AT_LEAST_ONCE;
			case "2" -> QoS.EXACTLY_ONCE;
			default -> throw new IllegalArgumentException("qos must be 0, 1 or 2, was \"" + text + "\"");
		};
	}

	private String id(String beanName, Method method, MqttSubscribe annotation) {
		String id = resolve("id", annotation.id());
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

	private MqttClient client(MqttSubscribe annotation) {
		return bean("client", annotation.client(), MqttClient.class, () -> {
			throw new IllegalArgumentException("client must name one of the MqttClient beans, as there is not exactly"
					+ " one to be the default; there are " + names(MqttClient.class));
		});
	}

	private MqttListenerErrorHandler errorHandler(MqttSubscribe annotation) {
		return bean("errorHandler", annotation.errorHandler(), MqttListenerErrorHandler.class,
				() -> MqttListenerErrorHandler.LOGGING);
	}

	private int concurrency(MqttSubscribe annotation) {
		String text = resolve("concurrency", annotation.concurrency());
		int concurrency = (int) number("concurrency", text, 1, Short.MAX_VALUE);
		if (concurrency > 1 && annotation.ordering() == Ordering.LISTENER) {
			throw new IllegalArgumentException("concurrency must be 1 unless ordering is TOPIC or NONE, was " + text);
		}
		return concurrency;
	}

	private @Nullable Batching batching(MqttSubscribe annotation) {
		String size = resolve("batchSize", annotation.batchSize());
		String timeout = resolve("batchTimeout", annotation.batchTimeout());
		if (size.isEmpty()) {
			if (!timeout.isEmpty()) {
				throw new IllegalArgumentException(
						"batchTimeout must be empty where there is no batchSize, was \"" + timeout + "\"");
			}
			return null;
		}
		if (annotation.ordering() != Ordering.LISTENER) {
			throw new IllegalArgumentException(
					"ordering must be LISTENER where there is a batchSize, was " + annotation.ordering());
		}
		if (annotation.ackMode() != AckMode.AUTO) {
			throw new IllegalArgumentException(
					"ackMode must be AUTO where there is a batchSize, was " + annotation.ackMode());
		}
		return new Batching((int) number("batchSize", size, 1, Short.MAX_VALUE), duration("batchTimeout", timeout));
	}

	private static Duration duration(String attribute, String text) {
		try {
			Duration duration = text.isEmpty() ? Duration.ZERO
					: DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.SECONDS);
			if (!duration.isNegative() && duration.compareTo(LONGEST_WAIT) <= 0) {
				return duration;
			}
		}
		catch (IllegalArgumentException ex) {
			// said below
		}
		throw new IllegalArgumentException(
				attribute + " must be a duration such as 200ms, at most 24h, was \"" + text + "\"");
	}

	private static long number(String attribute, String text, long least, long most) {
		try {
			long number = Long.parseLong(text);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw new IllegalArgumentException(
				attribute + " must be a number from " + least + " to " + most + ", was \"" + text + "\"");
	}

	private RetryPolicy retryPolicy(MqttSubscribe annotation) {
		String text = resolve("retry", annotation.retry());
		if (text.isEmpty()) {
			return this.defaults.retryPolicies().apply(this.defaults.maxRetries());
		}
		if (Character.isDigit(text.charAt(0)) || text.charAt(0) == '-') {
			return this.defaults.retryPolicies().apply(number("retry", text, 0, Long.MAX_VALUE));
		}
		return bean("retry", text, RetryPolicy.class);
	}

	private @Nullable DeadLetters deadLetters(MqttSubscribe annotation, String id, MqttClient client,
			List<TopicTemplate> templates) {
		String topic = resolve("deadLetterTopic", annotation.deadLetterTopic());
		if (topic.isEmpty()) {
			topic = this.defaults.deadLetterTopic();
		}
		return topic.equals(MqttSubscribe.NO_DEAD_LETTERS) ? null : DeadLetters.of(topic, id,
				templates.stream().map(TopicTemplate::filter).toList(), client.options().version());
	}

	private <T> T bean(String attribute, String value, Class<T> type, Supplier<T> otherwise) {
		String name = resolve(attribute, value);
		return name.isEmpty() ? this.beanFactory.getBeanProvider(type).getIfUnique(otherwise)
				: bean(attribute, name, type);
	}

	private <T> T bean(String attribute, String name, Class<T> type) {
		try {
			return this.beanFactory.getBean(name, type);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new IllegalArgumentException(attribute + " must name a bean of type " + type.getSimpleName()
					+ ", was \"" + name + "\"; there are " + names(type), ex);
		}
	}

	private List<String> names(Class<?> type) {
		return List.of(this.beanFactory.getBeanNamesForType(type));
	}

	private boolean autoStartup(MqttSubscribe annotation) {
		String text = resolve("autoStartup", annotation.autoStartup());
		return switch (text) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("autoStartup must be true or false, was \"" + text + "\"");
		};
	}

	private Supplier<Object> bean(String beanName) {
		Supplier<Object> bean = () -> this.beanFactory.getBean(beanName);
		return this.beanFactory.isSingleton(beanName) ? SingletonSupplier.of(bean) : bean;
	}

	private String resolve(String attribute, String value) {
		List<String> values = resolveAll(attribute, value);
		if (values.size() != 1) {
			throw new IllegalArgumentException(attribute + " must be one value, was \"" + value + "\" which gives "
					+ StringUtils.collectionToCommaDelimitedString(values));
		}
		return values.get(0);
	}

	private List<String> resolveAll(String attribute, String value) {
		try {
			String text = this.beanFactory.resolveEmbeddedValue(value);
			BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
			Object result = (expressions != null && text != null)
					? expressions.evaluate(text, new BeanExpressionContext(this.beanFactory, null)) : text;
			return texts(result);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(attribute + " cannot be resolved, was \"" + value + "\": "
					+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage(), ex);
		}
	}

	private static List<String> texts(@Nullable Object value) {
		if (value == null) {
			throw new IllegalArgumentException("it gives null");
		}
		if (value instanceof Collection<?> collection) {
			return collection.stream().map(String::valueOf).toList();
		}
		if (value.getClass().isArray()) {
			List<String> texts = new ArrayList<>();
			for (int i = 0; i < Array.getLength(value); i++) {
				texts.add(String.valueOf(Array.get(value, i)));
			}
			return texts;
		}
		return List.of(value.toString());
	}

}
