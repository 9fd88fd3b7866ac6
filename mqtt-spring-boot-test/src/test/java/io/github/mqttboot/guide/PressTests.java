// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import io.github.mqttboot.spring.MqttTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.mockito.Mockito.verify;

// tag::no-broker[]
@SpringBootTest(properties = "mqtt.startup=manual")
class PressTests {

	@Autowired
	Press press;

	@MockitoBean
	MqttTemplate template;

	@MockitoBean
	Thermometers thermometers;

	@Test
	void tellsItsState() {
		this.press.start();

		verify(this.template).convertAndSend("plant/hall-a/press-1/state", "running");
	}

}
// end::no-broker[]
