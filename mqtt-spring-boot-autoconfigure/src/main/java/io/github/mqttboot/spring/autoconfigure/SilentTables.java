// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds tables that are written and say nothing, as no key is known or none has a value.
 * The binder takes them for absent, and what was to be secured would go in plain text.
 *
 * @param environment where they are written
 * @param rules whose tables they are
 */
record SilentTables(Environment environment, PropertyRules rules) {

	/**
	 * Refuses a table that is there and was not bound.
	 * @param key the key of the table
	 * @param type what knows the keys below it
	 * @param bound what was bound
	 * @param example what could be written
	 * @throws InvalidMqttPropertyException if it says nothing
	 */
	void refuse(String key, Class<? extends Record> type, @Nullable Record bound, String example) {
		ConfigurationPropertyName table = ConfigurationPropertyName.adapt(this.rules.prefix() + "." + key, '.');
		if (bound != null || sources().anyMatch((source) -> source.getConfigurationProperty(table) != null)) {
			return; // a scalar wins over a table
		}
		List<String> known = Arrays.stream(type.getRecordComponents())
			.map((component) -> component.getName().toLowerCase(Locale.ROOT))
			.toList();
		List<String> keys = sources().flatMap((source) -> below(table, known, source)).distinct().toList();
		if (!keys.isEmpty()) {
			throw this.rules.broken(key, String.join(", ", keys),
					"a table must have a known key with a value, such as " + example + ", has " + keys);
		}
	}

	private Stream<ConfigurationPropertySource> sources() {
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false);
	}

	private static Stream<String> below(ConfigurationPropertyName table, List<String> known,
			ConfigurationPropertySource source) {
		if (!(source instanceof IterableConfigurationPropertySource names)) {
			return Stream.of();
		}
		int depth = table.getNumberOfElements();
		// Kubernetes makes variables for a service "mqtt-secure" that nobody has written
		boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
		return names.stream()
			.filter(table::isAncestorOf)
			.filter((name) -> !variables || known.contains(name.getElement(depth, Form.UNIFORM)))
			.map((name) -> name.subName(depth).toString());
	}

}
