// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.MqttSendInterceptor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

import org.jspecify.annotations.Nullable;

/**
 * Observes what a template sends, from the call to the end of the exchange with the
 * server. In MQTT 5 what a tracer wants to travel with the message does so, in user
 * properties; MQTT 3.1.1 has no place for it.
 */
public final class MqttSendObservation implements MqttSendInterceptor {

	private static final MqttSendObservationConvention DEFAULT_CONVENTION = new MqttSendObservationConvention() {
	};

	private final ObservationRegistry registry;

	private final @Nullable MqttSendObservationConvention convention;

	/**
	 * Makes an interceptor.
	 * @param registry who is told
	 * @param convention names and keys, or null for those that
	 * {@link MqttSendObservationConvention} describes
	 */
	public MqttSendObservation(ObservationRegistry registry, @Nullable MqttSendObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public CompletableFuture<PublishResult> intercept(Sending sending) {
		MqttSenderContext context = new MqttSenderContext(sending.client(), sending.message());
		Observation observation = Observation.start(this.convention, DEFAULT_CONVENTION, () -> context, this.registry);
		CompletableFuture<PublishResult> sent;
		try {
			sent = observation.scoped(() -> sending.proceed(withFields(context)));
		}
		catch (RuntimeException | Error ex) {
			observation.stop(); // the scope has told it of the failure
			throw ex;
		}
		sent.whenComplete((result, failure) -> Ending.of(observation, failure));
		return sent;
	}

	/** The message with what the observation's handlers want to travel with it. */
	private static MqttMessage withFields(MqttSenderContext context) {
		MqttMessage message = context.message();
		Map<String, String> fields = Objects.requireNonNull(context.getCarrier());
		if (fields.isEmpty() || context.client().options().version() != MqttVersion.V5) {
			return message;
		}
		List<UserProperty> properties = new ArrayList<>(message.properties().userProperties());
		// those of a trace before
		properties.removeIf((property) -> fields.containsKey(property.name()));
		fields.forEach((name, value) -> properties.add(new UserProperty(name, value)));
		PacketProperties all = message.properties().toBuilder().set(Property.USER_PROPERTIES, properties).build();
		return new MqttMessage(message.topicName(), message.payload(), message.qos(), message.retain(), all);
	}

}
