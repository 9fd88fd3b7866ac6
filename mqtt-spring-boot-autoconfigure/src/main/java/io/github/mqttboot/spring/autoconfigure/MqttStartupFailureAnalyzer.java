// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.spring.MqttStartupException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do if there is no connection and the application must not start without.
 */
final class MqttStartupFailureAnalyzer extends AbstractFailureAnalyzer<MqttStartupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttStartupException cause) {
		return new FailureAnalysis(
				"The MQTT client must be connected before the application starts, but there is " + cause.getMessage()
						+ ".",
				"Check that the server is there and that mqtt.uri, mqtt.secure, mqtt.username and mqtt.password fit, "
						+ "or let the application start without it: mqtt.startup: background.",
				cause);
	}

}
