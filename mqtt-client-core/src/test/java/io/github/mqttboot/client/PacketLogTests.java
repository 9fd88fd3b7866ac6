// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import ch.qos.logback.classic.Level;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

/** The lines that show what goes over a connection. */
class PacketLogTests {

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	private final RecordedLog log = new RecordedLog(PacketLog.NAME, Level.DEBUG);

	@AfterEach
	void close() {
		this.broker.close();
		this.log.close();
	}

	private MqttClient client(String clientId) {
		return this.broker.connect((options) -> options.clientId(clientId));
	}

	private void exchange(MqttClient client, String topic) {
		var publishing = client.publish(MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).payload("warm").build());
		int packetId = this.broker.expect(Publish.class).packetId();
		this.broker.send(new PubAck(packetId, ReasonCode.SUCCESS, PacketProperties.NONE));
		ScriptedBroker.result(publishing);
	}

	@Test
	void eachPacketIsALineThatSaysWhoseItIsAndWhichWayItGoes() {
		this.log.setLevel(Level.DEBUG);
		MqttClient client = client("press-1");
		exchange(client, "plant");

		String server = String.valueOf(client.status().server());
		assertThat(this.log.lines("press-1 ")).hasSize(4)
			.satisfies((line) -> assertThat(line).startsWith("DEBUG press-1 -> " + server + " Connect[version=5.0, ")
				.endsWith(" bytes"), atIndex(0))
			.satisfies((line) -> assertThat(line).startsWith("DEBUG press-1 <- " + server + " ConnAck["), atIndex(1))
			.contains("DEBUG press-1 -> " + server + " Publish[message=MqttMessage{topic=plant, payload=4 bytes, qos=1,"
					+ " retain=false}, duplicate=false, packetId=1], 16 bytes", atIndex(2))
			.contains("DEBUG press-1 <- " + server
					+ " PubAck[packetId=1, reasonCode=0x00 success, properties={}], 4 bytes", atIndex(3));
	}

	@Test
	void nothingIsShownUntilSomebodyWantsIt() {
		this.log.setLevel(Level.INFO);
		exchange(client("press-2"), "plant");

		assertThat(this.log.lines("press-2 ")).isEmpty();
	}

	@Test
	void theLevelMayChangeWhileTheClientIsConnected() {
		this.log.setLevel(Level.INFO);
		MqttClient client = client("press-3");
		this.log.setLevel(Level.DEBUG);
		exchange(client, "unseen");
		exchange(client, "seen");
		this.log.setLevel(Level.INFO);
		exchange(client, "looked-up-behind-this");
		exchange(client, "unseen-again");

		assertThat(this.log.lines("press-3 ")).anyMatch((line) -> line.contains("topic=seen"))
			.noneMatch((line) -> line.contains("unseen-again"));
	}

	@Test
	void aLineStaysOneLineAndIsNotTooLong() {
		this.log.setLevel(Level.DEBUG);
		MqttClient client = client("press-4");
		PacketProperties properties = PacketProperties.builder()
			.userProperty("two", "lines\nINFO forged")
			.userProperty("long", "x".repeat(60_000))
			.build();
		client.publish(new MqttMessage(TopicName.of("t"), new byte[0], QoS.AT_MOST_ONCE, false, properties));
		this.broker.expect(Publish.class);

		assertThat(this.log.lines("press-4 -> ")).last()
			.asString()
			.contains("lines INFO forged")
			.endsWith("x..., 60044 bytes")
			.hasSizeLessThan(2100);
	}

	@Test
	void pingsAreShownAsWell() {
		this.log.setLevel(Level.DEBUG);
		MqttClient client = client("press-5");
		var pinging = client.lowLevel().sendPing();
		this.broker.expect(PingReq.INSTANCE);
		this.broker.send(PingResp.INSTANCE);
		ScriptedBroker.result(pinging);

		assertThat(this.log.lines("press-5 ")).anyMatch((line) -> line.endsWith(" PingReq[], 2 bytes"))
			.anyMatch((line) -> line.endsWith(" PingResp[], 2 bytes"));
	}

}
