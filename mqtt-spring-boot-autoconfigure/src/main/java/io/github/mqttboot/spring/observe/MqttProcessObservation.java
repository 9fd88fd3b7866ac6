// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.concurrent.CompletionStage;

import io.github.mqttboot.spring.listener.MqttListenerInterceptor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

import org.jspecify.annotations.Nullable;

/**
 * Observes each attempt of a listener to handle a message, until the method has returned
 * or the stage that it returned has ended. A trace that has travelled with the message
 * goes on. The observation is the current one while the method runs, not in what runs
 * later for its stage.
 */
public final class MqttProcessObservation implements MqttListenerInterceptor {

	private static final MqttProcessObservationConvention DEFAULT_CONVENTION = new MqttProcessObservationConvention() {
	};

	private final ObservationRegistry registry;

	private final @Nullable MqttProcessObservationConvention convention;

	/**
	 * Makes an interceptor.
	 * @param registry who is told
	 * @param convention names and keys, or null for those that
	 * {@link MqttProcessObservationConvention} describes
	 */
	public MqttProcessObservation(ObservationRegistry registry, @Nullable MqttProcessObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public @Nullable Object intercept(Invocation invocation) throws Throwable {
		Observation observation = Observation.start(this.convention, DEFAULT_CONVENTION,
				() -> new MqttReceiverContext(invocation), this.registry);
		@Nullable Object result;
		try {
			result = proceed(invocation, observation);
		}
		catch (Throwable ex) {
			Ending.of(observation, ex);
			throw ex;
		}
		if (result instanceof CompletionStage<?> stage) {
			return stage.whenComplete((value, failure) -> Ending.of(observation, failure));
		}
		Ending.of(observation, null);
		return result;
	}

	private static @Nullable Object proceed(Invocation invocation, Observation observation) throws Throwable {
		Observation.Scope scope = observation.openScope();
		try {
			return invocation.proceed();
		}
		finally {
			scope.close();
		}
	}

}
