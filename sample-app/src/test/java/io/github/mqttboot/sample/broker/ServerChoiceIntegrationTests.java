// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.sample.PlantMonitorApplication;
import io.github.mqttboot.sample.plant.Machine;
import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Plant;
import io.github.mqttboot.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class ServerChoiceIntegrationTests {

	@Test
	void withoutAServerTheSampleStartsItsOwnAndSaysHowToReachIt(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run()) {
			int port = context.getBean(EmbeddedMqttBroker.class).port();

			awaitReadingsOfAllMachines(context);
			assertThat(output.getOut().lines().filter((line) -> line.contains("mosquitto_pub"))).singleElement()
				.asString()
				.contains("listens at mqtt://127.0.0.1:" + port)
				.contains("mosquitto_pub -h 127.0.0.1 -p " + port
						+ " -q 1 -t plant/hall-a/press-9/temperature -m '{\"celsius\": 91.5}'");
			assertThat(output).doesNotContain("AMQ2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "--mqtt.uri=mqtt://127.0.0.1:", "--mqtt.uri[0]=127.0.0.1:" })
	void withAServerTheSampleUsesThatOne(String argument) {
		try (EmbeddedMqttBroker server = EmbeddedMqttBroker.start();
				ConfigurableApplicationContext context = run(argument + server.port())) {
			assertThat(context.getBeanNamesForType(EmbeddedMqttBroker.class)).isEmpty();

			awaitReadingsOfAllMachines(context);
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--sample.simulator.interval=20ms"));
		all.addAll(List.of(arguments));
		return SpringApplication.run(PlantMonitorApplication.class, all.toArray(String[]::new));
	}

	private static void awaitReadingsOfAllMachines(ConfigurableApplicationContext context) {
		Plant plant = context.getBean(Plant.class);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(plant.machines()).extracting(Machine::id)
				.containsExactly(new MachineId("hall-a", "press-1"), new MachineId("hall-a", "press-2"),
						new MachineId("hall-b", "oven-1")));
	}

}
