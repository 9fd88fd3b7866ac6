// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReadingTests {

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void isReadFromJson() {
		Reading reading = this.json.readValue("""
				{"celsius": 71.5, "time": "2026-11-23T10:15:00Z"}""", Reading.class);

		assertThat(reading).isEqualTo(new Reading(71.5, Instant.parse("2026-11-23T10:15:00Z")));
	}

	@Test
	void mayComeWithoutTimeAndWithMoreThanIsAskedFor() {
		Reading reading = this.json.readValue("""
				{"celsius": 71.5, "humidity": 40}""", Reading.class);

		assertThat(reading).isEqualTo(new Reading(71.5, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "71.5", "[71.5]", "{}", "{\"celsius\": null}", "{\"celsius\": \"hot\"}",
			"{\"celsius\": -300}", "{\"celsius\": 1e999}", "{\"celsius\": \"NaN\"}",
			"{\"celsius\": 71.5, \"time\": \"yesterday\"}", "{\"celsius\": 71.5", "{\"celsius\": 71.5} {}" })
	void isNotReadFromWhatIsNoReading(String text) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.json.readValue(text, Reading.class));
	}

}
