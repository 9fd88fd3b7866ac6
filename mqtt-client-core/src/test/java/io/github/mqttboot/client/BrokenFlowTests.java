// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that breaks the rules, or the connection, whatever the client waits for. */
@ParameterizedClass
@MethodSource("versionsAndPhases")
class BrokenFlowTests {

	private final ScriptedBroker broker;

	private final Phase phase;

	BrokenFlowTests(MqttVersion version, Phase phase) {
		this.broker = new ScriptedBroker(version);
		this.phase = phase;
	}

	static Stream<Arguments> versionsAndPhases() {
		return Arrays.stream(MqttVersion.values())
			.flatMap((version) -> Arrays.stream(Phase.values()).map((phase) -> Arguments.of(version, phase)));
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	@ParameterizedTest // [MQTT-4.13.1-1], [v3 MQTT-4.8.0-1]
	@EnumSource(Fault.class)
	void goesOnWithTheNextConnectionAfterAFault(Fault fault) {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);
		CompletableFuture<?> flow = this.phase.begin(this.broker, client);
		this.phase.awaited(this.broker);

		this.broker.sendBytes(fault.hex);

		this.broker.expectClosed(fault.reasonCode);
		assertThat(events.next(MqttEvent.Disconnected.class).cause())
			.isInstanceOfSatisfying(MqttProtocolException.class, (cause) -> {
				assertThat(cause).hasMessageContaining(fault.rule);
				assertThat(cause.reasonCode()).isEqualTo(fault.reasonCode);
			});

		this.broker.acceptSession(true);
		this.broker.send(this.phase.awaited(this.broker));
		this.phase.end(this.broker);
		ScriptedBroker.result(flow);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void endsWithAFaultIfThereIsNoOtherConnection(Fault fault) {
		MqttClient client = this.broker.connect((options) -> options.reconnect(ReconnectPolicy.never()));
		CompletableFuture<?> flow = this.phase.begin(this.broker, client);
		this.phase.awaited(this.broker);
		boolean waits = !flow.isDone();

		this.broker.sendBytes(fault.hex);

		this.broker.expectClosed(fault.reasonCode);
		if (waits) {
			assertThat(ScriptedBroker.failure(flow)).isInstanceOf(MqttProtocolException.class)
				.hasMessageContaining(fault.rule);
		}
		ScriptedBroker.result(client.disconnect());
	}

	@Test // [MQTT-4.4.0-1], [v3 MQTT-4.4.0-1]
	void goesOnWhereverTheConnectionIsCut() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> flow = this.phase.begin(this.broker, client);
		Packet awaited = this.phase.awaited(this.broker);

		int size = this.broker.bytes(awaited).length;
		for (int cut = 0; cut < size; cut++) {
			this.broker.sendAndHangUp(awaited, cut);
			this.broker.acceptSession(true);
			awaited = this.phase.awaited(this.broker);
		}

		this.broker.send(awaited);
		this.phase.end(this.broker);
		ScriptedBroker.result(flow);
	}

	@Test
	void endsWhereverTheConnectionIsCutIfThereIsNoOther() {
		int size = 1;
		for (int cut = 0; cut < size; cut++) {
			MqttClient client = this.broker.connect((options) -> options.reconnect(ReconnectPolicy.never()));
			CompletableFuture<?> flow = this.phase.begin(this.broker, client);
			Packet awaited = this.phase.awaited(this.broker);
			size = this.broker.bytes(awaited).length;
			boolean waits = !flow.isDone();

			this.broker.sendAndHangUp(awaited, cut);

			if (waits) {
				assertThat(ScriptedBroker.failure(flow)).isInstanceOf(MqttConnectionException.class);
			}
		}
	}

	@Test
	void takesItsAnswerByteByByte() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> flow = this.phase.begin(this.broker, client);

		this.broker.sendByteByByte(this.phase.awaited(this.broker));

		this.phase.end(this.broker);
		ScriptedBroker.result(flow);
		this.broker.expectAlive(client);
	}

}
