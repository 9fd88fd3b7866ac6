// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.MqttSendInterceptor;
import io.github.mqttboot.spring.MqttTemplate;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MqttSendObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);

	private MqttTemplate template(@Nullable MqttSendObservationConvention convention, MqttSendInterceptor... others) {
		List<MqttSendInterceptor> interceptors = new ArrayList<>();
		interceptors.add(new MqttSendObservation(this.registry, convention));
		interceptors.addAll(List.of(others));
		return new MqttTemplate(this.client, null, QoS.AT_LEAST_ONCE, false, interceptors);
	}

	private MqttMessage published() {
		assertThat(this.client.published).hasSize(1);
		return this.client.published.get(0);
	}

	/** Does what a tracer does. */
	private void propagate(Map<String, String> fields) {
		this.registry.observationConfig().observationHandler(new ObservationHandler<MqttSenderContext>() {

			@Override
			public void onStart(MqttSenderContext context) {
				fields.forEach((name, value) -> context.getSetter().set(context.getCarrier(), name, value));
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof MqttSenderContext;
			}

		});
	}

	@Test
	void lastsUntilTheExchangeHasEnded() {
		CompletableFuture<PublishResult> acknowledged = new CompletableFuture<>();
		this.client.answerPublishes(() -> acknowledged);

		template(null).convertAndSend("plant/a", "71.5");

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("mqtt.send")
			.hasBeenStarted()
			.isNotStopped();

		acknowledged.complete(PublishResult.SUCCESS);

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.doesNotHaveError()
			.hasContextualNameEqualTo("mqtt send")
			.hasLowCardinalityKeyValue("messaging.system", "mqtt")
			.hasLowCardinalityKeyValue("messaging.operation.type", "send")
			.hasLowCardinalityKeyValue("messaging.mqtt.qos", "1")
			.hasHighCardinalityKeyValue("messaging.client.id", this.client.options().clientId())
			.hasHighCardinalityKeyValue("messaging.destination.name", "plant/a")
			.hasHighCardinalityKeyValue("messaging.message.body.size", "4");
	}

	@Test
	void hasTheErrorOfTheExchange() {
		MqttConnectionException failure = new MqttConnectionException("lost", null);
		this.client.answerPublishes(() -> CompletableFuture.failedFuture(failure));

		template(null, (sending) -> sending.proceed(sending.message()).thenApply((result) -> result))
			.convertAndSend("plant/a", "71.5");

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.assertThatError()
			.isSameAs(failure);
	}

	@Test
	void hasTheErrorOfAMessageThatIsRefusedAtOnce() {
		IllegalArgumentException refusal = new IllegalArgumentException("no");
		this.client.answerPublishes(() -> {
			throw refusal;
		});

		assertThatIllegalArgumentException().isThrownBy(() -> template(null).convertAndSend("plant/a", "71.5"))
			.isSameAs(refusal);

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.assertThatError()
			.isSameAs(refusal);
	}

	@Test
	void isTheCurrentOneForWhatComesAfterIt() {
		List<@Nullable Observation> seen = new ArrayList<>();

		template(null, (sending) -> {
			seen.add(this.registry.getCurrentObservation());
			return sending.proceed(sending.message());
		}).convertAndSend("plant/a", "71.5");

		assertThat(seen).doesNotContainNull().hasSize(1);
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void whatIsToTravelBecomesUserProperties() {
		propagate(Map.of("traceparent", "00-1-2-01"));

		template(null).convertAndSend("plant/a", "71.5", (message) -> message.userProperty("unit", "°C"));

		assertThat(published().userProperties()).containsExactly(new UserProperty("unit", "°C"),
				new UserProperty("traceparent", "00-1-2-01"));
		assertThat(published().payloadAsString()).isEqualTo("71.5");
		assertThat(published().qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(published().properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
	}

	@Test
	void whatHasTravelledWithAMessageThatIsSentOnIsReplaced() {
		propagate(Map.of("traceparent", "00-1-2-01"));

		template(null).send(MqttMessage.builder("plant/a")
			.userProperty("traceparent", "00-8-9-01")
			.userProperty("unit", "°C")
			.retain(true)
			.build());

		assertThat(published().userProperties()).containsExactly(new UserProperty("unit", "°C"),
				new UserProperty("traceparent", "00-1-2-01"));
		assertThat(published().retain()).isTrue();
	}

	@Test
	void nothingTravelsInVersion311() {
		propagate(Map.of("traceparent", "00-1-2-01"));
		this.client = FakeMqttClient.of(MqttVersion.V3_1_1);

		template(null).convertAndSend("plant/a", "71.5");

		assertThat(published().properties().isEmpty()).isTrue();
		TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat().hasBeenStopped();
	}

	@Test
	void aConventionChangesWhatItOverrides() {
		template(new MqttSendObservationConvention() {

			@Override
			public KeyValues getHighCardinalityKeyValues(MqttSenderContext context) {
				return KeyValues.of("topic", context.message().topic());
			}

		}).convertAndSend("plant/a", "71.5");

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("mqtt.send")
			.hasHighCardinalityKeyValue("topic", "plant/a")
			.doesNotHaveHighCardinalityKeyValueWithKey("messaging.destination.name");
	}

	@Test
	void aRegistryThatDoesNothingChangesNothing() {
		MqttTemplate template = new MqttTemplate(this.client, null, QoS.AT_LEAST_ONCE, false,
				List.of(new MqttSendObservation(ObservationRegistry.NOOP, null)));
		MqttMessage message = MqttMessage.builder("plant/a").build();

		template.send(message);

		assertThat(published()).isSameAs(message);
	}

}
