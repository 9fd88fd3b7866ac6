// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/** Says which property, which value, from where, and which rule. */
final class InvalidMqttPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidMqttPropertyException> {

	private final Environment environment;

	InvalidMqttPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidMqttPropertyException cause) {
		return analysis(cause.property(), cause.value(), origin(cause.property()), cause.rule(), cause);
	}

	static FailureAnalysis analysis(String property, @Nullable String value, @Nullable Origin origin, String rule,
			Throwable cause) {
		StringBuilder description = new StringBuilder("The MQTT client cannot be configured:\n");
		append(description, "Property", property);
		append(description, "Value", (value != null) ? "\"" + value + "\"" : "(not set)");
		if (origin != null) {
			append(description, "Origin", origin.toString());
		}
		append(description, "Rule", rule);
		String action = (value != null) ? "Correct the value of " : "Set ";
		return new FailureAnalysis(description.append('\n').toString(), action + property + ".", cause);
	}

	private static void append(StringBuilder description, String label, String text) {
		description.append("\n    ").append(label).append(": ").append(text);
	}

	private @Nullable Origin origin(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		ConfigurationPropertyName first = name.append("[0]");
		for (var source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			found = (found != null) ? found : source.getConfigurationProperty(first);
			if (found != null) {
				return found.getOrigin();
			}
		}
		return null;
	}

}
