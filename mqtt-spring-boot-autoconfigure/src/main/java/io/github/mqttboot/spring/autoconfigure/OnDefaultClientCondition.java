// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the application has clients under {@code mqtt.clients} and says nothing
 * of a server for another one.
 */
final class OnDefaultClientCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		ConditionMessage.Builder message = ConditionMessage.forCondition("Default MQTT client");
		if (Binder.get(environment).bind("mqtt.uri", Bindable.listOf(String.class)).isBound()) {
			return ConditionOutcome.match(message.because("mqtt.uri is set"));
		}
		if (NamedMqttClients.names(environment).isEmpty()) {
			return ConditionOutcome.match(message.because("there are no mqtt.clients"));
		}
		return ConditionOutcome.noMatch(message.because("there are mqtt.clients and mqtt.uri is not set"));
	}

}
