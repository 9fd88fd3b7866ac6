// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.protocol.MqttStoreException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do if the stored session of a client cannot be opened. */
final class MqttStoreFailureAnalyzer extends AbstractFailureAnalyzer<MqttStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttStoreException cause) {
		return new FailureAnalysis("The store of an MQTT client cannot be used: " + cause.getMessage() + ".",
				"If the session is in use, by the process that this one takes over from, say, let that process end first, "
						+ "or set another mqtt.id for this one: it then has a session of its own. Otherwise check that "
						+ "mqtt.store.directory can be made, or is there and can be written to by the user of this process.",
				cause);
	}

}
