// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MovingAverageTests {

	@Test
	void isNotANumberBeforeTheFirstValue() {
		assertThat(MovingAverage.over(3).value()).isNaN();
	}

	@Test
	void isTheMeanOfAllValuesWhileTheWindowIsNotFull() {
		MovingAverage average = MovingAverage.over(3).with(10).with(20);

		assertThat(average.value()).isEqualTo(15);
	}

	@Test
	void forgetsTheOldestValueWhenTheWindowIsFull() {
		MovingAverage average = MovingAverage.over(3).with(100).with(10).with(20).with(30);

		assertThat(average.values()).containsExactly(10.0, 20.0, 30.0);
		assertThat(average.value()).isEqualTo(20);
	}

	@Test
	void leavesTheAverageItWasMadeFromAlone() {
		MovingAverage before = MovingAverage.over(3).with(10);

		before.with(50);

		assertThat(before.value()).isEqualTo(10);
	}

	@Test
	void isNotShiftedByLargeValuesThatHaveLeftTheWindow() {
		MovingAverage average = MovingAverage.over(2).with(1e300).with(1.25).with(1.75);

		assertThat(average.value()).isEqualTo(1.5);
	}

	@Test
	void needsAWindowOfAtLeastOneValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> MovingAverage.over(0))
			.withMessage("window must be 1 or more, was 0");
	}

}
