// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;

/** Puts observations around what is sent and handled, where a property enables them. */
final class Observations {

	static final String KEY = "observation-enabled";

	private static final Log log = LogFactory.getLog(MqttAutoConfiguration.class);

	private Observations() {
	}

	/**
	 * The interceptors of the application, and the observation outside of them.
	 * @param <T> the type of the interceptors
	 * @param property the property that enables the observation
	 * @param enabled what it says
	 * @param interceptors those of the application
	 * @param beans where the registry may be
	 * @param observation makes the interceptor that observes
	 */
	static <T> List<T> outermost(String property, boolean enabled, Stream<T> interceptors, BeanFactory beans,
			Function<ObservationRegistry, T> observation) {
		ObservationRegistry registry = enabled ? beans.getBeanProvider(ObservationRegistry.class).getIfAvailable()
				: null;
		if (enabled && registry == null) {
			log.warn(property + " has no effect: there is no ObservationRegistry, which"
					+ " spring-boot-starter-actuator brings");
		}
		return (registry == null) ? interceptors.toList()
				: Stream.concat(Stream.of(observation.apply(registry)), interceptors).toList();
	}

}
