// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.FakeDelivery;
import io.github.mqttboot.spring.listener.MqttListenerInterceptor.Invocation;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MqttProcessObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final MqttProcessObservation observation = new MqttProcessObservation(this.registry, null);

	private final MqttMessage message = MqttMessage.builder("plant/a/celsius")
		.payload("71.5")
		.qos(QoS.AT_LEAST_ONCE)
		.userProperty("unit", "°C")
		.userProperty("traceparent", "00-1-2-01")
		.userProperty("traceparent", "00-8-9-01")
		.build();

	/** What the method does. */
	private interface Call {

		@Nullable Object make() throws Throwable;

	}

	private Invocation invocation(Call call) {
		return invocation(List.of(new FakeDelivery(this.message)), call);
	}

	private static Invocation invocation(List<Delivery> deliveries, Call call) {
		return new Invocation() {

			@Override
			public String listenerId() {
				return "readings";
			}

			@Override
			public String topic() {
				return "plant/{line}/celsius";
			}

			@Override
			public Delivery delivery() {
				return deliveries.get(0);
			}

			@Override
			public List<Delivery> deliveries() {
				return deliveries;
			}

			@Override
			public int attempt() {
				return 2;
			}

			@Override
			public @Nullable Object proceed() throws Throwable {
				return call.make();
			}

		};
	}

	@Test
	void lastsAsLongAsTheMethodAndIsTheCurrentOneMeanwhile() throws Throwable {
		Object result = this.observation.intercept(invocation(() -> {
			TestObservationRegistryAssert.assertThat(this.registry)
				.hasSingleObservationThat()
				.hasBeenStarted()
				.isNotStopped();
			return this.registry.getCurrentObservation();
		}));

		assertThat(result).isInstanceOf(Observation.class);
		assertThat(this.registry.getCurrentObservation()).isNull();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("mqtt.process")
			.hasContextualNameEqualTo("mqtt process plant/{line}/celsius")
			.hasBeenStopped()
			.doesNotHaveError()
			.hasLowCardinalityKeyValue("listener", "readings")
			.hasLowCardinalityKeyValue("messaging.system", "mqtt")
			.hasLowCardinalityKeyValue("messaging.operation.type", "process")
			.hasLowCardinalityKeyValue("messaging.mqtt.qos", "1")
			.hasLowCardinalityKeyValue("messaging.destination.template", "plant/{line}/celsius")
			.hasHighCardinalityKeyValue("messaging.destination.name", "plant/a/celsius")
			.hasHighCardinalityKeyValue("messaging.message.body.size", "4")
			.hasHighCardinalityKeyValue("messaging.mqtt.attempt", "2");
	}

	@Test
	void saysOfABatchHowManyMessagesItHas() throws Throwable {
		List<Delivery> batch = List.of(new FakeDelivery(this.message), new FakeDelivery(this.message));

		this.observation.intercept(invocation(batch, () -> null));

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasHighCardinalityKeyValue("messaging.batch.message_count", "2")
			.hasHighCardinalityKeyValue("messaging.mqtt.attempt", "2")
			.doesNotHaveHighCardinalityKeyValueWithKey("messaging.destination.name")
			.doesNotHaveHighCardinalityKeyValueWithKey("messaging.message.body.size");
	}

	@Test
	void hasTheErrorOfTheMethod() {
		IllegalStateException failure = new IllegalStateException("no");

		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.observation.intercept(invocation(() -> {
				throw failure;
			})))
			.isSameAs(failure);

		assertThat(this.registry.getCurrentObservation()).isNull();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.assertThatError()
			.isSameAs(failure);
	}

	@Test
	void lastsUntilTheStageHasEnded() throws Throwable {
		CompletableFuture<String> stage = new CompletableFuture<>();

		Object result = this.observation.intercept(invocation(() -> stage));

		assertThat(this.registry.getCurrentObservation()).isNull();
		TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat().isNotStopped();

		stage.complete("x");

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.doesNotHaveError();
		assertThat(result).asInstanceOf(InstanceOfAssertFactories.COMPLETION_STAGE).isCompletedWithValue("x");
	}

	@Test
	void hasTheErrorOfTheStage() throws Throwable {
		IllegalStateException failure = new IllegalStateException("no");

		this.observation.intercept(invocation(() -> CompletableFuture.failedFuture(new CompletionException(failure))));

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.assertThatError()
			.isSameAs(failure);
	}

	@Test
	void whatHasTravelledWithTheMessageIsFoundByItsName() throws Throwable {
		assertThat(found(invocation(() -> null))).containsExactly("00-1-2-01", null);
	}

	@Test
	void messagesOfABatchMayBeOfDifferentTracesSoNoneGoesOn() throws Throwable {
		List<Delivery> batch = List.of(new FakeDelivery(this.message), new FakeDelivery(this.message));

		assertThat(found(invocation(batch, () -> null))).containsExactly(null, null);
	}

	/** What is found of traceparent and tracestate. */
	private List<@Nullable String> found(Invocation invocation) throws Throwable {
		List<@Nullable String> found = new ArrayList<>();
		this.registry.observationConfig().observationHandler(new ObservationHandler<MqttReceiverContext>() {

			@Override
			public void onStart(MqttReceiverContext context) {
				MqttMessage carrier = context.delivery().message();
				assertThat(context.getCarrier()).isSameAs(carrier);
				found.add(context.getGetter().get(carrier, "traceparent"));
				found.add(context.getGetter().get(carrier, "tracestate"));
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof MqttReceiverContext;
			}

		});

		this.observation.intercept(invocation);
		return found;
	}

	@Test
	void aConventionChangesWhatItOverrides() throws Throwable {
		new MqttProcessObservation(this.registry, new MqttProcessObservationConvention() {

			@Override
			public String getName() {
				return "plant.readings";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(MqttReceiverContext context) {
				return KeyValues.of("line", context.delivery().message().topic().split("/")[1]);
			}

		}).intercept(invocation(() -> null));

		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("plant.readings")
			.hasLowCardinalityKeyValue("line", "a")
			.doesNotHaveLowCardinalityKeyValueWithKey("listener");
	}

}
