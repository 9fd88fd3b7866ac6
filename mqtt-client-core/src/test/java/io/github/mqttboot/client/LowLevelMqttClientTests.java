// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LowLevelMqttClientTests {

	private final ManualTransport network = new ManualTransport();

	private final MqttClient client = MqttClient.create(MqttClientOptions.builder("broker.example")
		.clean(true)
		.executor(this.network::execute)
		.transport(this.network)
		.build());

	private final LowLevelMqttClient steps = this.client.lowLevel();

	@Test
	void openingSendsNothingAndConnectFollowsWhenAsked() {
		CompletableFuture<Void> opening = this.steps.openConnection();
		this.network.run();
		Peer peer = this.network.peer();
		peer.accept();
		assertThat(opening).isCompleted();
		assertThat(peer.take()).isEmpty();

		CompletableFuture<ConnAck> connecting = this.steps.sendConnect();
		this.network.run();
		assertThat(peer.take()).singleElement().isInstanceOf(Connect.class);

		peer.say(new ConnAck(false, ReasonCode.SUCCESS, PacketProperties.NONE));
		assertThat(connecting).isCompleted();
	}

	@Test // [MQTT-3.1.0-2]
	void connectIsSentOnceOnAConnection() {
		connected();

		assertFailed(this.steps.sendConnect(), IllegalStateException.class);
	}

	@Test
	void connectNeedsAnOpenConnection() {
		assertFailed(this.steps.sendConnect(), IllegalStateException.class);
	}

	@Test
	void openingASecondConnectionIsRefused() {
		connected();

		assertFailed(this.steps.openConnection(), IllegalStateException.class);
	}

	@Test
	void aConnectionThatCannotBeOpenedFailsTheFuture() {
		CompletableFuture<Void> opening = this.steps.openConnection();
		this.network.run();

		this.network.peer().lose();

		assertFailed(opening, MqttConnectionException.class);
	}

	@Test
	void aPingEndsWithItsAnswer() {
		Peer peer = connected();
		CompletableFuture<Void> ping = this.steps.sendPing();
		this.network.run();
		assertThat(peer.take()).containsExactly(PingReq.INSTANCE);
		assertThat(ping).isNotDone();

		peer.say(PingResp.INSTANCE);

		assertThat(ping).isCompleted();
	}

	@Test
	void aPingWithoutAnswerFailsInTime() {
		connected();
		CompletableFuture<Void> ping = this.steps.sendPing();

		this.network.advance(Duration.ofSeconds(20));

		assertFailed(ping, MqttTimeoutException.class);
	}

	@Test
	void pingsThatNobodyAnswersAreLimited() {
		Peer peer = connected();
		for (int i = 0; i < 1024; i++) {
			this.steps.sendPing();
		}
		this.network.run();
		assertThat(peer.take()).hasSize(1024);

		assertFailed(this.steps.sendPing(), MqttQueueFullException.class);

		peer.say(PingResp.INSTANCE);
		assertThat(this.steps.sendPing()).isNotDone();
	}

	@Test
	void aPingWithoutConnectionFails() {
		assertFailed(this.steps.sendPing(), MqttConnectionException.class);
	}

	private Peer connected() {
		this.steps.openConnection();
		this.network.run();
		Peer peer = this.network.peer();
		peer.accept();
		this.steps.sendConnect();
		this.network.run();
		peer.say(new ConnAck(false, ReasonCode.SUCCESS, PacketProperties.NONE));
		peer.take();
		return peer;
	}

	private void assertFailed(CompletableFuture<?> future, Class<? extends Throwable> failure) {
		this.network.run();
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(failure);
	}

}
