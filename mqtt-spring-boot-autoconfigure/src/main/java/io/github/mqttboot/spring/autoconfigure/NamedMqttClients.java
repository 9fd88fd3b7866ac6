// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.spring.MqttClientLifecycle;
import io.github.mqttboot.spring.MqttTemplate;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.BeanRegistry.SupplierContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Registers a client, its template and its lifecycle for each name under
 * {@code mqtt.clients}. They are fallbacks, so that the client and the template that are
 * configured under {@code mqtt} itself need no qualifier.
 */
final class NamedMqttClients implements BeanRegistrar {

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		names(environment).forEach((name) -> new NamedClient(name).register(registry));
	}

	/**
	 * The names of the clients, which the properties must tell before there are beans.
	 * Those that have the same properties are one: an environment variable calls
	 * {@code hall-a} {@code HALLA}.
	 */
	static Collection<String> names(Environment environment) {
		Map<String, String> names = new LinkedHashMap<>();
		tables(environment).keySet()
			.forEach((name) -> names.merge(plain(name), name,
					(first, second) -> first.equals(plain(first)) ? second : first));
		return names.values();
	}

	/** The name as an environment variable has it. */
	private static String plain(String name) {
		return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

	private static Map<String, Object> tables(Environment environment) {
		return Binder.get(environment)
			.bind("mqtt.clients", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of());
	}

	/**
	 * One of the clients.
	 *
	 * @param name its name
	 */
	private record NamedClient(String name) {

		void register(BeanRegistry registry) {
			registry.registerBean(client(), MqttClient.class, (spec) -> spec.fallback().supplier(this::makeClient));
			registry.registerBean(this.name + "MqttTemplate", MqttTemplate.class,
					(spec) -> spec.fallback().supplier(this::makeTemplate));
			registry.registerBean(client() + "Lifecycle", MqttClientLifecycle.class,
					(spec) -> spec.fallback().supplier(this::makeLifecycle));
		}

		private String client() {
			return this.name + "MqttClient";
		}

		private MqttProperties properties(SupplierContext context) {
			MqttProperties properties = context.bean(MqttClientsProperties.class).clients().get(this.name);
			if (properties == null) {
				throw nothingKnown(context.bean(Environment.class));
			}
			return properties;
		}

		/** What is not known is not bound, and a client of nothing else is not there. */
		private InvalidMqttPropertyException nothingKnown(Environment environment) {
			Collection<?> keys = table(environment).keySet();
			return new InvalidMqttPropertyException("mqtt.clients." + this.name,
					StringUtils.collectionToCommaDelimitedString(keys),
					"a client must have a known key below its name, such as uri, has " + keys, null);
		}

		private Map<?, ?> table(Environment environment) {
			return (tables(environment).get(this.name) instanceof Map<?, ?> table) ? table : Map.of();
		}

		/** It would be ignored in silence. */
		private void refuseListener(Environment environment) {
			Object listener = table(environment).get("listener");
			if (listener != null) {
				throw rules().broken("listener", listener,
						"listeners of all clients are configured below mqtt.listener, or by their annotations");
			}
		}

		private PropertyRules rules() {
			return new PropertyRules("mqtt.clients." + this.name);
		}

		private MqttClient makeClient(SupplierContext context) {
			MqttProperties properties = properties(context);
			refuseListener(context.bean(Environment.class));
			MqttClientFactory factory = context.bean(MqttClientFactory.class);
			MqttConnectionDetails connectionDetails = new PropertiesMqttConnectionDetails(properties, rules(),
					context.beanProvider(SslBundles.class).getIfAvailable(), factory.credentialsProvider(client()));
			return factory.client(client(), rules(), properties, connectionDetails);
		}

		private MqttTemplate makeTemplate(SupplierContext context) {
			return context.bean(MqttClientFactory.class)
				.template(context.bean(client(), MqttClient.class), rules(), properties(context).template());
		}

		private MqttClientLifecycle makeLifecycle(SupplierContext context) {
			return context.bean(MqttClientFactory.class)
				.lifecycle(context.bean(client(), MqttClient.class), rules(), properties(context));
		}

	}

}
