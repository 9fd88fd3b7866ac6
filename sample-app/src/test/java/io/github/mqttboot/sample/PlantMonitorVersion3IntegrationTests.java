// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "mqtt.version=3.1.1", "sample.simulator.enabled=false" })
class PlantMonitorVersion3IntegrationTests extends PlantMonitorScenarios {

}
