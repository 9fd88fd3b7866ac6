// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * What the observation of a message that a template sends is called, and what it tells:
 * {@code mqtt.send}, with keys of OpenTelemetry's conventions for messaging. A bean of
 * this type changes what it overrides.
 */
public interface MqttSendObservationConvention extends ObservationConvention<MqttSenderContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof MqttSenderContext;
	}

	@Override
	default String getName() {
		return "mqtt.send";
	}

	/** Without the topic, which may be another one for each device. */
	@Override
	default String getContextualName(MqttSenderContext context) {
		return "mqtt send";
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(MqttSenderContext context) {
		// in alphabetical order, so that nobody has to sort them
		return KeyValues.of(KeyValue.of("messaging.mqtt.qos", String.valueOf(context.message().qos().level())),
				KeyValue.of("messaging.operation.type", "send"), KeyValue.of("messaging.system", "mqtt"));
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(MqttSenderContext context) {
		return KeyValues.of(KeyValue.of("messaging.client.id", context.client().options().clientId()),
				KeyValue.of("messaging.destination.name", context.message().topic()),
				KeyValue.of("messaging.message.body.size", String.valueOf(context.message().payload().length)));
	}

}
