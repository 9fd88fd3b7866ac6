// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.util.List;

import io.github.mqttboot.spring.autoconfigure.MqttConnectionDetails;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;

/** Starts a broker for a context; a record, as equal ones stand for the same context. */
record EmbeddedMqttContextCustomizer() implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
		MqttConnectionDetails details = () -> List.of(broker.uri());
		DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
		beans.registerSingleton("embeddedMqttBroker", broker);
		beans.registerDisposableBean("embeddedMqttBroker", broker::close);
		beans.registerSingleton("embeddedMqttConnectionDetails", details);
		TestPropertySourceUtils.addInlinedPropertiesToEnvironment(context, "embedded.mqtt.uri=" + broker.uri());
	}

}
