// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample;

import java.time.Clock;
import java.time.ZoneOffset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Watches the temperatures of the machines in a plant, over MQTT.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class PlantMonitorApplication {

	@Bean
	Clock clock() {
		return Clock.tickMillis(ZoneOffset.UTC);
	}

	public static void main(String[] args) {
		SpringApplication.run(PlantMonitorApplication.class, args);
	}

}
