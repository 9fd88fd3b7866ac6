// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.spring.autoconfigure.ScalarOrTableConverter.InvalidScalarException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Asked before the one for all that cannot be bound, which would name Java types. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidScalarFailureAnalyzer extends AbstractFailureAnalyzer<InvalidScalarException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InvalidScalarException cause) {
		BindException failure = findCause(rootFailure, BindException.class);
		ConfigurationProperty property = (failure != null) ? failure.getProperty() : null;
		if (property == null) {
			return null;
		}
		return InvalidMqttPropertyFailureAnalyzer.analysis(property.getName().toString(),
				String.valueOf(property.getValue()), property.getOrigin(), String.valueOf(cause.getMessage()), cause);
	}

}
