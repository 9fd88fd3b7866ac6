// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.test.EmbeddedMqtt;
import io.github.mqttboot.test.EmbeddedMqttBroker;
import io.github.mqttboot.test.EmbeddedMqttBroker.Network;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.verify;

// tag::outage[]
@EmbeddedMqtt
@SpringBootTest(properties = "mqtt.reconnect=100ms")
class OutageTests {

	@Autowired
	EmbeddedMqttBroker broker;

	@Autowired
	MqttTemplate template;

	@MockitoSpyBean
	Thermometers thermometers;

	@Test
	void readingsOfAnOutageArriveAfterIt() {
		this.broker.network(Network.DOWN);
		this.template.convertAndSend("plant/hall-a/press-1/temperature", new Thermometers.Reading(71.5));

		this.broker.network(Network.UP);

		await().untilAsserted(
				() -> verify(this.thermometers).onReading(new Thermometers.Reading(71.5), "hall-a", "press-1"));
	}

}
// end::outage[]
