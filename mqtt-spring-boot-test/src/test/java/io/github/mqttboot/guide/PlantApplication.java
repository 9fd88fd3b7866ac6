// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import io.github.mqttboot.client.ConnectLimit;
import io.github.mqttboot.spring.MqttSendInterceptor;
import io.github.mqttboot.spring.autoconfigure.MqttClientOptionsCustomizer;
import io.github.mqttboot.spring.listener.MqttListenerErrorHandler;
import io.github.mqttboot.spring.listener.MqttListenerInterceptor;
import io.github.mqttboot.spring.observe.MqttProcessObservationConvention;
import io.github.mqttboot.spring.observe.MqttReceiverContext;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The application that the examples of the starter's documents are parts of. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ Thermometers.class, Press.class, Plant.class })
class PlantApplication {

	private static final Logger log = LoggerFactory.getLogger(PlantApplication.class);

	@Bean
	TestObservationRegistry observationRegistry() {
		return TestObservationRegistry.create();
	}

	// tag::connect-limit[]
	@Bean
	MqttClientOptionsCustomizer connectLimit() {
		ConnectLimit limit = ConnectLimit.of(8);
		return (options) -> options.connectLimit(limit);
	}
	// end::connect-limit[]

	// tag::send-interceptor[]
	@Bean
	MqttSendInterceptor tenant() {
		return (sending) -> sending.proceed(sending.message().toBuilder().userProperty("tenant", "a").build());
	}
	// end::send-interceptor[]

	// tag::error-handler[]
	@Bean
	MqttListenerErrorHandler errorHandler() {
		return (failure) -> {
			log.error("{}, attempts: {}", failure.getMessage(), failure.attempts());
			return failure.reasonCode();
		};
	}
	// end::error-handler[]

	// tag::listener-interceptor[]
	@Bean
	MqttListenerInterceptor topicInLog() {
		return (invocation) -> {
			MDC.put("topic", invocation.delivery().message().topic());
			try {
				return invocation.proceed();
			}
			finally {
				MDC.remove("topic");
			}
		};
	}
	// end::listener-interceptor[]

	// tag::observation-convention[]
	@Bean
	MqttProcessObservationConvention withoutTopics() {
		return new MqttProcessObservationConvention() {

			@Override
			public KeyValues getHighCardinalityKeyValues(MqttReceiverContext context) {
				return KeyValues.empty();
			}

		};
	}
	// end::observation-convention[]

}
