// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.broker;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if {@code mqtt.uri} is not set, neither as one value nor as a list.
 */
final class OnNoServerConfigured extends SpringBootCondition {

	private static final String PROPERTY = "mqtt.uri";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("No MQTT server configured");
		boolean configured = Binder.get(context.getEnvironment())
			.bind(PROPERTY, Bindable.listOf(String.class))
			.isBound();
		return configured ? ConditionOutcome.noMatch(message.found("property").items(PROPERTY))
				: ConditionOutcome.match(message.didNotFind("property").items(PROPERTY));
	}

}
