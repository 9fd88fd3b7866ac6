// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.protocol.MqttMessage;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnfinishedPublishesTests {

	private final UnfinishedPublishes unfinished = new UnfinishedPublishes(PublishQueue.DEFAULT.withMessages(1));

	private final MqttMessage message = MqttMessage.builder("t").build();

	/** How many were told that there may be room. */
	private final AtomicInteger told = new AtomicInteger();

	@Test
	void whoHasGivenUpWaitingForRoomIsForgotten() {
		this.unfinished.begin(this.message);
		for (int i = 0; i < 100; i++) {
			awaitRoom().future().cancel(false);
		}
		Completion<Void> last = awaitRoom();

		this.unfinished.end(this.message);

		assertThat(last.future()).isCompleted();
		assertThat(this.told).hasValue(1);
	}

	private Completion<Void> awaitRoom() {
		Completion<Void> room = new Completion<>((task) -> {
			this.told.incrementAndGet();
			task.run();
		});
		this.unfinished.awaitRoom(this.message, room);
		return room;
	}

}
