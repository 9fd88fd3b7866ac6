// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.spring.FakeDelivery;
import io.github.mqttboot.spring.FakeMqttClient;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** An application with the listeners of a test, started. */
final class Listeners implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private Listeners() {
		this.context.register(ListenerConfiguration.class);
	}

	/** Starts an application with beans of these classes. */
	static Listeners of(Class<?>... classes) {
		return of(Map.of(), classes);
	}

	/** Starts an application with properties and beans of these classes. */
	static Listeners of(Map<String, Object> properties, Class<?>... classes) {
		Listeners listeners = new Listeners();
		listeners.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		listeners.context.register(classes);
		try {
			listeners.context.refresh();
			listeners.registry().start();
			return listeners;
		}
		catch (RuntimeException ex) {
			listeners.close();
			throw ex;
		}
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	<T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	boolean isCreated(String name) {
		return this.context.getBeanFactory().containsSingleton(name);
	}

	MqttListenerRegistry registry() {
		return this.context.getBean(MqttListenerRegistry.class);
	}

	MqttListenerContainer container(String id) {
		return Objects.requireNonNull(registry().container(id), id);
	}

	FakeMqttClient client() {
		return this.context.getBean("mqttClient", FakeMqttClient.class);
	}

	List<FakeDelivery> deliver(String topic, String payload) {
		return client().deliver(topic, payload);
	}

	FakeDelivery deliverOne(String topic, String payload) {
		return client().deliverOne(topic, payload);
	}

	FakeDelivery deliverOne(MqttMessage message) {
		return client().deliverOne(message);
	}

	/** Lets time pass for messages that wait for their next attempt. */
	void advance(Duration time) {
		this.context.getBean(ManualTimer.class).advance(time);
	}

	/** How long from now until each of the attempts to come. */
	List<Duration> pauses() {
		return this.context.getBean(ManualTimer.class).pauses();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
