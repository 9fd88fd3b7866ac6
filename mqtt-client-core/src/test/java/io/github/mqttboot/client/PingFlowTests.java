// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PINGREQ, with the shortest keep alive there is. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class PingFlowTests {

	private final ScriptedBroker broker;

	PingFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	@Test // [MQTT-3.1.2-20], [v3 MQTT-3.1.2-23]
	void isSentInSilenceAndTheServerIsLeftIfItDoesNotAnswer() {
		MqttClient client = this.broker.connect((options) -> options.keepAlive(Duration.ofSeconds(1)));
		RecordedEvents events = RecordedEvents.of(client);

		this.broker.expect(PingReq.INSTANCE);
		this.broker.sendByteByByte(PingResp.INSTANCE);
		this.broker.expect(PingReq.INSTANCE);
		this.broker.sendBytes("D0"); // half an answer is none
		this.broker.expectClosed();

		assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttTimeoutException.class)
			.hasMessageContaining("PINGREQ");
		this.broker.expectReconnected(client);
	}

	@Test
	void anAnswerThatNobodyAskedForHarmsNothing() {
		MqttClient client = this.broker.connect();

		this.broker.send(PingResp.INSTANCE, PingResp.INSTANCE);

		this.broker.expectAlive(client);
	}

	@Test
	void isEndedByItsAnswerWhenItIsSentByHand() {
		MqttClient client = this.broker.connect();
		var pinging = client.lowLevel().sendPing();

		this.broker.expect(PingReq.INSTANCE);
		this.broker.send(PingResp.INSTANCE);

		ScriptedBroker.result(pinging);
	}

}
