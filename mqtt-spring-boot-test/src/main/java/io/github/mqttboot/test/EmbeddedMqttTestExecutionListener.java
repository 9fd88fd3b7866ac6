// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import io.github.mqttboot.test.EmbeddedMqttBroker.Network;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/** Leaves the network up for the next test, which may well be of another class. */
final class EmbeddedMqttTestExecutionListener extends AbstractTestExecutionListener {

	@Override
	public void afterTestMethod(TestContext test) {
		if (test.hasApplicationContext()
				&& TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), EmbeddedMqtt.class)) {
			test.getApplicationContext().getBean(EmbeddedMqttBroker.class).network(Network.UP);
		}
	}

}
