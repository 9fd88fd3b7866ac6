// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.SharedBrokers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class CredentialsIntegrationTests {

	private final Setup setup;

	@AutoClose
	private final TestClients clients;

	CredentialsIntegrationTests(Setup setup) {
		this.setup = setup;
		this.clients = TestClients.of(setup);
	}

	@Test
	void rightPasswordIsAccepted() {
		MqttClient client = this.clients.create(as(SharedBrokers.USER, SharedBrokers.PASSWORD));

		ConnAck connAck = client.blocking().connect();

		assertThat(connAck.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
	}

	@Test
	void wrongPasswordIsRejectedForGood() {
		MqttClient client = this.clients.create(as(SharedBrokers.USER, "wrong"));

		CompletableFuture<ConnAck> connected = client.connect();

		ReasonCode expected = (this.setup.broker() == BrokerKind.MOSQUITTO) ? ReasonCode.NOT_AUTHORIZED
				: ReasonCode.BAD_USER_NAME_OR_PASSWORD;
		assertThat(connected).failsWithin(TestClients.LIMIT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(MqttRejectedException.class,
					(rejected) -> assertThat(rejected.reasonCode()).isEqualTo(expected))
			.withMessageContaining(expected.toString());
		assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void aPasswordThatIsRightOnlyLaterIsEnoughWhereThePolicyGoesOn() {
		Iterator<String> passwords = List.of("wrong", "wrong", SharedBrokers.PASSWORD).iterator();
		MqttClient client = this.clients.create(this.clients.options()
			.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(100)).withRetryRefused(true))
			.credentialsProvider(() -> CompletableFuture
				.completedStage(Credentials.of(SharedBrokers.USER, passwords.next().toCharArray()))));

		assertThat(client.connect()).succeedsWithin(TestClients.LIMIT);

		assertThat(passwords).isExhausted();
	}

	@Test
	void unknownUserIsRejected() {
		MqttClient client = this.clients.create(as("nobody", SharedBrokers.PASSWORD));

		assertThatExceptionOfType(MqttRejectedException.class).isThrownBy(client.blocking()::connect);
	}

	@Test
	void rejectionIsAnEventAndStaysInTheStatus() {
		MqttClient client = this.clients.create(as(SharedBrokers.USER, "wrong"));
		RecordedEvents events = RecordedEvents.of(client);

		client.connect();

		MqttEvent.Disconnected disconnected = events.next(MqttEvent.Disconnected.class);
		assertThat(disconnected.connected()).isFalse();
		assertThat(disconnected.cause()).isInstanceOf(MqttRejectedException.class);
		assertThat(client.status().lastError()).isEqualTo(disconnected.cause());
		assertThat(disconnected.toString()).doesNotContain("wrong");
	}

	private MqttClientOptions.Builder as(String userName, String password) {
		return this.clients.options().credentials(userName, password.toCharArray());
	}

}
