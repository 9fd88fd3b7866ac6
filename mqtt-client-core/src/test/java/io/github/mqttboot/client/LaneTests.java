// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.client.Handlers.Recipient;
import io.github.mqttboot.internal.session.SubscribeExchange;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;

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

	@Test
	void whatMayBeDroppedIsHandledBeforeThereIsMuch() {
		Lane dropping = laneOfHandler(new InboxPolicy(2 * PATIENCE, 1 << 20, true));

		this.network.execute(() -> {
			enter(dropping, SerialExecutor.BATCH - 1, false);
			assertThat(this.turns).isEmpty();
			enter(dropping, 1, false);
			assertThat(this.turns).hasSize(1);
		});

		this.network.run();
	}

	@Test
	void whatMayNotBeDroppedWaitsUntilHalfOfTheInboxIsFull() {
		Lane keeping = laneOfHandler(new InboxPolicy(2 * PATIENCE, 1 << 20, false));

		this.network.execute(() -> {
			enter(keeping, PATIENCE - 1, false);
			assertThat(this.turns).isEmpty();
			enter(keeping, 1, false);
			assertThat(this.turns).hasSize(1);
		});

		this.network.run();
	}

	/** As a client with such an inbox makes it. */
	private Lane laneOfHandler(InboxPolicy inbox) {
		SerialExecutor callbacks = new SerialExecutor(this.turns::add, this.network);
		MqttClientOptions options = MqttClientOptions.builder("broker.example").clean(true).inbox(inbox).build();
		Handlers handlers = new Handlers(options, callbacks, new EventHub(callbacks));
		handlers.add(new SubscribeExchange(List.of(Subscription.of("t", QoS.AT_MOST_ONCE)), PacketProperties.NONE,
				Runnable::run), new Recipient((delivery) -> {
				}, AckMode.AUTO));
		return handlers.find(MqttMessage.builder("t").build())[0].lane();
	}

	private void enter(int messages, boolean acknowledged) {
		enter(this.lane, messages, acknowledged);
	}

	private static void enter(Lane lane, int messages, boolean acknowledged) {
		for (int i = 0; i < messages; i++) {
			lane.enter(() -> {
			}, 100, acknowledged);
		}
	}

}
