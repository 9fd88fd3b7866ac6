// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

// tag::thermometers[]
import io.github.mqttboot.spring.listener.MqttSubscribe;
import org.springframework.stereotype.Component;

@Component
class Thermometers {

	@MqttSubscribe("plant/{line}/{machine}/temperature")
	void onReading(Reading reading, String line, String machine) {
		System.out.println(line + "/" + machine + ": " + reading.celsius() + " °C");
	}

	record Reading(double celsius) {
	}

}
// end::thermometers[]
