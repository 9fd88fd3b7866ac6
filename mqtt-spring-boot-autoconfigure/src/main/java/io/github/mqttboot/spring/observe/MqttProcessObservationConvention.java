// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import io.github.mqttboot.protocol.MqttMessage;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * What the observation of an attempt of a listener to handle a message is called, and
 * what it tells: {@code mqtt.process}, with keys of OpenTelemetry's conventions for
 * messaging. A bean of this type changes what it overrides.
 */
public interface MqttProcessObservationConvention extends ObservationConvention<MqttReceiverContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof MqttReceiverContext;
	}

	@Override
	default String getName() {
		return "mqtt.process";
	}

	/** With the topic as the listener has it, not that of the message. */
	@Override
	default String getContextualName(MqttReceiverContext context) {
		return "mqtt process " + context.subscribedTopic();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(MqttReceiverContext context) {
		// in alphabetical order, so that nobody has to sort them
		return KeyValues.of(KeyValue.of("listener", context.listenerId()),
				KeyValue.of("messaging.destination.template", context.subscribedTopic()),
				KeyValue.of("messaging.mqtt.qos", String.valueOf(context.delivery().message().qos().level())),
				KeyValue.of("messaging.operation.type", "process"), KeyValue.of("messaging.system", "mqtt"));
	}

	/** Of a batch how many messages it has, rather than what only one of them has. */
	@Override
	default KeyValues getHighCardinalityKeyValues(MqttReceiverContext context) {
		if (context.deliveries().size() > 1) {
			return KeyValues.of(
					KeyValue.of("messaging.batch.message_count", String.valueOf(context.deliveries().size())),
					KeyValue.of("messaging.mqtt.attempt", String.valueOf(context.attempt())));
		}
		MqttMessage message = context.delivery().message();
		return KeyValues.of(KeyValue.of("messaging.destination.name", message.topic()),
				KeyValue.of("messaging.message.body.size", String.valueOf(message.payload().length)),
				KeyValue.of("messaging.mqtt.attempt", String.valueOf(context.attempt())));
	}

}
