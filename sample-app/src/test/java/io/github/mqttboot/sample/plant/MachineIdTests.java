// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MachineIdTests {

	@Test
	void isReadFromLineAndName() {
		assertThat(MachineId.parse("hall-a/press-1")).isEqualTo(new MachineId("hall-a", "press-1"));
	}

	@Test
	void knowsTheTopicsOfItsMachine() {
		assertThat(new MachineId("hall-a", "press-1").topic("alert")).isEqualTo("plant/hall-a/press-1/alert");
	}

	@ParameterizedTest
	@ValueSource(strings = { "press-1", "/press-1", "hall-a/", "hall-a/press-1/left", "hall-a/+", "#/press-1" })
	void isNotReadFromAnythingElse(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> MachineId.parse(text));
	}

}
