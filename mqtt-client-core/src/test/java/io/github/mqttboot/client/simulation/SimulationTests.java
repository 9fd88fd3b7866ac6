// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.simulation.Simulation.Outcome;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs clients from many seeds. {@code -Dsimulation.seeds} says how many, and
 * {@code -Dsimulation.first} where to begin.
 */
class SimulationTests {

	private static final long FIRST = Long.getLong("simulation.first", 1);

	private static final long SEEDS = Long.getLong("simulation.seeds", 10_000);

	private static final Logger logger = (Logger) LoggerFactory.getLogger(MqttClient.class.getPackageName());

	/** Connections are broken by the hundred thousand, and the client warns of each. */
	@BeforeAll
	static void silence() {
		logger.setLevel(Level.OFF);
	}

	@AfterAll
	static void speak() {
		logger.setLevel(null);
	}

	@Test
	void nothingIsLostWhateverBreaks() throws IOException {
		Optional<Outcome> failure = LongStream.range(FIRST, FIRST + SEEDS)
			.mapToObj(Simulation::run)
			.filter((outcome) -> outcome.violation() != null)
			.findFirst();

		if (failure.isPresent()) {
			throw new AssertionError(report(failure.get()));
		}
	}

	private static String report(Outcome failure) throws IOException {
		List<String> trace = Simulation.trace(failure.seed()).trace();
		Path file = Files.createDirectories(Path.of("target", "simulation")).resolve(failure.seed() + ".txt");
		Files.write(file, trace);
		return "seed " + failure.seed() + ": " + failure.violation() + "\nthe whole trace is in " + file
				+ ", run it again with -Dtest=SimulationTests -Dsimulation.first=" + failure.seed()
				+ " -Dsimulation.seeds=1\n"
				+ String.join("\n", trace.subList(Math.max(0, trace.size() - 100), trace.size()));
	}

	@Test
	void theSameSeedIsTheSameRun() {
		for (long seed = FIRST; seed < FIRST + 100; seed++) {
			assertThat(Simulation.trace(seed).trace()).isEqualTo(Simulation.trace(seed).trace());
		}
	}

}
