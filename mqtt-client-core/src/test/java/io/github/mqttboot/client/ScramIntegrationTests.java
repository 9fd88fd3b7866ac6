// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.testbrokers.SharedBrokers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** SCRAM-SHA-256 with a real broker, which has its own idea of the exchange. */
class ScramIntegrationTests {

	@AutoClose
	private final TestClients clients = new TestClients(SharedBrokers.hiveMq(), MqttVersion.V5);

	private MqttClientOptions.Builder as(String userName, String password) {
		return this.clients.options().authenticator(ScramAuthenticator.sha256(userName, password.toCharArray()));
	}

	@Test
	void theRightPasswordIsAcceptedAndTheServerProvesThatItKnowsIt() {
		MqttClient client = this.clients.create(as(SharedBrokers.USER, SharedBrokers.PASSWORD));

		ConnAck connAck = client.blocking().connect();

		assertThat(connAck.properties().get(Property.AUTHENTICATION_METHOD)).isEqualTo("SCRAM-SHA-256");
		assertThat(connAck.properties().get(Property.AUTHENTICATION_DATA)).asString().startsWith("v=");
	}

	@Test
	void aWrongPasswordIsRejectedForGood() {
		MqttClient client = this.clients.create(as(SharedBrokers.USER, "wrong"));

		assertThatExceptionOfType(MqttRejectedException.class).isThrownBy(client.blocking()::connect)
			.satisfies((rejected) -> assertThat(rejected.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED));
		assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void anUnknownUserIsRejected() {
		MqttClient client = this.clients.create(as("nobody", SharedBrokers.PASSWORD));

		assertThatExceptionOfType(MqttRejectedException.class).isThrownBy(client.blocking()::connect);
	}

	@Test
	void authenticatesAgainWhileMessagesFlow() throws Exception {
		MqttClient client = this.clients.connect(as(SharedBrokers.USER, SharedBrokers.PASSWORD));
		RecordedEvents events = RecordedEvents.of(client);
		ReceivedMessages received = ReceivedMessages.of(client, this.clients.topic("again"), QoS.AT_LEAST_ONCE);

		client.reauthenticate().get(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);
		client.reauthenticate().get(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);

		client.blocking()
			.publish(MqttMessage.builder(this.clients.topic("again"))
				.payload("still here")
				.qos(QoS.AT_LEAST_ONCE)
				.build());
		assertThat(received.nextPayloads(1)).containsExactly("still here");
		assertThat(events.has(MqttEvent.Disconnected.class)).isFalse();
	}

	@Test
	void connectsAgainWithAnExchangeOfItsOwn() {
		MqttClient client = this.clients.connect(as(SharedBrokers.USER, SharedBrokers.PASSWORD));
		RecordedEvents events = RecordedEvents.of(client);

		client.closeConnection("test");

		events.next(MqttEvent.Connected.class);
	}

}
