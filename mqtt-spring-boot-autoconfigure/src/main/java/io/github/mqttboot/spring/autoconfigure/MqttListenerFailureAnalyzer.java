// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.spring.listener.MqttListenerDefinitionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which listener cannot be one as it is written, and why. Asked before the one for
 * beans that are missing, which would not name the listener.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MqttListenerFailureAnalyzer extends AbstractFailureAnalyzer<MqttListenerDefinitionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttListenerDefinitionException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Correct the method, its annotation, or what goes for all listeners below mqtt.listener.", cause);
	}

}
