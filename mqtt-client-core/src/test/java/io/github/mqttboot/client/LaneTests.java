// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LaneTests {

	private static final int PATIENCE = 1024;

	private final ManualTransport network = new ManualTransport();

	/** What was handed over to be run. */
	private final List<Runnable> turns = new ArrayList<>();

	private final Lane lane = new Lane(new SerialExecutor(this.turns::add, this.network), null, PATIENCE);

	@Test
	void whatTheServerWaitsForIsHandledBeforeTheLoopHasDoneTheRest() {
		this.network.execute(() -> {
			enter(SerialExecutor.BATCH, true);
			assertThat(this.turns).hasSize(1);
		});

		this.network.run();
	}

	@Test
	void whatNobodyWaitsForWakesNoThreadUntilThereIsMuch() {
		this.network.execute(() -> {
			enter(PATIENCE - 1, false);
			assertThat(this.turns).isEmpty();
			enter(1, false);
			assertThat(this.turns).hasSize(1);
		});

		this.network.run();
	}

	@Test
	void whatTheServerWaitsForTakesAlongWhatNobodyWaitsFor() {
		this.network.execute(() -> {
			enter(2 * SerialExecutor.BATCH - 1, false);
			assertThat(this.turns).isEmpty();
			enter(1, true);
			assertThat(this.turns).hasSize(1);
		});

		this.network.run();
	}

	private void enter(int messages, boolean acknowledged) {
		for (int i = 0; i < messages; i++) {
			this.lane.enter(() -> {
			}, 100, acknowledged);
		}
	}

}
