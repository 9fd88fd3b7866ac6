// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.mqttboot.client.DropReason;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.TrafficObserver;
import io.github.mqttboot.protocol.QoS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/** What the application's own observer and those of the meters are told. */
class TrafficObserverFactoryTests {

	@ParameterizedTest
	@MethodSource("calls")
	void allObserversAreToldEverything(Method call) throws Exception {
		TrafficObserver own = mock();
		TrafficObserver added = mock();
		MqttClientOptions options = MqttClientOptions.builder("localhost").clean(true).trafficObserver(own).build();

		TrafficObserver all = TrafficObserverFactory.observed(options, "mqttClient", Stream.of((client) -> added))
			.trafficObserver();
		Object[] arguments = Arrays.stream(call.getParameterTypes())
			.map(TrafficObserverFactoryTests::argument)
			.toArray();
		call.invoke(all, arguments);

		call.invoke(verify(own), arguments);
		call.invoke(verify(added), arguments);
	}

	static List<Method> calls() {
		return List.of(TrafficObserver.class.getMethods());
	}

	private static Object argument(Class<?> type) {
		return Stream
			.of(QoS.AT_LEAST_ONCE, 10, Duration.ofMillis(5), new IllegalStateException("refused"), DropReason.OVERFLOW)
			.filter((value) -> type.isInstance(value) || type == int.class && value instanceof Integer)
			.findFirst()
			.orElseThrow();
	}

}
