// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;

import io.github.mqttboot.client.CredentialsProvider;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.MqttClientLifecycle;
import io.github.mqttboot.spring.MqttSendInterceptor;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Proxy;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Will;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.observe.MqttSendObservation;
import io.github.mqttboot.spring.observe.MqttSendObservationConvention;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.store.SessionStore;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.Lifecycle;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Makes what belongs to a client, with the beans that all clients share.
 *
 * @param customizers change options
 * @param trafficObservers watch traffic
 * @param converter writes payloads
 * @param listenerProperties whether listeners start with the application
 * @param listeners what subscribes before a client connects
 * @param store what keeps sessions instead of what the properties say
 * @param beans where beans that belong to one client are looked up by their names, and
 * what stands around sending
 */
record MqttClientFactory(ObjectProvider<MqttClientOptionsCustomizer> customizers,
		ObjectProvider<TrafficObserverFactory> trafficObservers, ObjectProvider<MessageConverter> converter,
		MqttListenerProperties listenerProperties, ObjectProvider<MqttListenerRegistry> listeners,
		ObjectProvider<SessionStore> store, ConfigurableListableBeanFactory beans) {

	private static final Log log = LogFactory.getLog(MqttAutoConfiguration.class);

	/** The session expiry that means "never", section 3.1.2.11.2. */
	private static final long NEVER_EXPIRES = 4_294_967_295L;

	/**
	 * What provides the credentials of a client, named like it: for
	 * {@code plantMqttClient} {@code plantMqttCredentialsProvider}.
	 */
	@Nullable CredentialsProvider credentialsProvider(String clientBeanName) {
		String name = clientBeanName.replaceFirst("Client$", "CredentialsProvider");
		return this.beans.containsBean(name) ? this.beans.getBean(name, CredentialsProvider.class) : null;
	}

	MqttClient client(String beanName, PropertyRules rules, MqttProperties properties,
			MqttConnectionDetails connectionDetails) {
		MqttClientOptions options = new MqttClientOptionsFactory(rules, properties, connectionDetails)
			.create(this.customizers.orderedStream().toList(), this.store.getIfAvailable());
		refuseSilentTables(rules, properties, connectionDetails, options);
		if (leavesSessions(options)) {
			log.warn(beanName + " leaves another session on the server at each start, for ever, and never gets what is"
					+ " kept for it: " + rules.prefix() + ".clean is false and " + rules.prefix() + ".id is not set");
		}
		MqttClient client = MqttClient
			.create(TrafficObserverFactory.observed(options, beanName, this.trafficObservers.orderedStream()));
		if (connectionDetails instanceof PropertiesMqttConnectionDetails details) {
			details.onReload(client::reconnect);
		}
		return client;
	}

	private void refuseSilentTables(PropertyRules rules, MqttProperties properties,
			MqttConnectionDetails connectionDetails, MqttClientOptions options) {
		SilentTables tables = new SilentTables(this.beans.getBean(Environment.class), rules);
		boolean plain = options.tls() == null && !options.endpoints().stream().allMatch(Endpoint::secure);
		if (plain && connectionDetails instanceof PropertiesMqttConnectionDetails) {
			tables.refuse("secure", Secure.class, properties.secure(), "cafile, or be just true");
		}
		tables.refuse("proxy", Proxy.class, properties.proxy(), "host");
		tables.refuse("will", Will.class, properties.will(), "topic");
	}

	/** An identifier that is made up is another one each time. */
	private static boolean leavesSessions(MqttClientOptions options) {
		String id = options.clientId();
		return !options.clean() && options.sessionExpirySeconds() == NEVER_EXPIRES
				&& (id.isEmpty() || !id.equals(options.toBuilder().build().clientId()));
	}

	MqttTemplate template(MqttClient client, PropertyRules rules, MqttProperties.Template template) {
		return new MqttTemplate(client, this.converter.getIfAvailable(),
				rules.map("template.qos", template.qos(), QoS::of), template.retain(), interceptors(rules, template),
				replies(rules, template));
	}

	/**
	 * What sends for a client: the template that is there for it, or if there is none,
	 * one as the default client has.
	 */
	MqttTemplate templateOf(MqttClient client, MqttProperties properties) {
		return this.beans.getBeanProvider(MqttTemplate.class)
			.stream()
			.filter((template) -> client.equals(template.client()))
			.findFirst()
			.orElseGet(() -> template(client, MqttAutoConfiguration.RULES, properties.template()));
	}

	/** Checks one value after the other, to tell which one is wrong. */
	private MqttTemplate.ReplyOptions replies(PropertyRules rules, MqttProperties.Template template) {
		ConversionService conversionService = conversionService();
		String topic = template.replyTopic();
		rules.apply("template.reply-topic", topic, (value) -> new MqttTemplate.ReplyOptions(value,
				MqttTemplate.ReplyOptions.DEFAULT_TIMEOUT, conversionService));
		return rules.map("template.reply-timeout", template.replyTimeout(),
				(value) -> new MqttTemplate.ReplyOptions(topic, value, conversionService));
	}

	/** What makes simple values of text: the application's, or that of Boot. */
	ConversionService conversionService() {
		ConversionService conversionService = this.beans.getConversionService();
		return (conversionService != null) ? conversionService : ApplicationConversionService.getSharedInstance();
	}

	private List<MqttSendInterceptor> interceptors(PropertyRules rules, MqttProperties.Template template) {
		return Observations.outermost(rules.prefix() + ".template." + Observations.KEY, template.observationEnabled(),
				this.beans.getBeanProvider(MqttSendInterceptor.class).orderedStream(), this.beans,
				(registry) -> new MqttSendObservation(registry,
						this.beans.getBeanProvider(MqttSendObservationConvention.class).getIfAvailable()));
	}

	MqttClientLifecycle lifecycle(MqttClient client, PropertyRules rules, MqttProperties properties) {
		boolean autoStartup = this.listenerProperties.autoStartup();
		List<Lifecycle> participants = this.listeners.stream()
			.map((registry) -> autoStartup ? registry : new ListenersOfApplication(registry))
			.toList();
		return rules.map("startup-timeout", properties.startupTimeout(),
				(timeout) -> new MqttClientLifecycle(client, properties.startup(), timeout, participants));
	}

}
