// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Credentials that are asked for at each attempt. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class CredentialsFlowTests {

	private final ScriptedBroker broker;

	CredentialsFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	/** Gives one answer after the other, the last one again and again. */
	private static CredentialsProvider answers(List<CompletionStage<Credentials>> answers) {
		Queue<CompletionStage<Credentials>> left = new ArrayDeque<>(answers);
		return () -> (left.size() > 1) ? left.remove() : left.element();
	}

	private static Credentials token(String token) {
		return Credentials.of("device", token.toCharArray());
	}

	private String expectPassword() {
		byte[] password = this.broker.expect(Connect.class).password();
		return (password != null) ? new String(password, StandardCharsets.UTF_8) : "none";
	}

	@Test
	void areAskedForAtEachAttempt() {
		MqttClient client = this.broker.client((options) -> options.credentialsProvider(answers(List
			.of(CompletableFuture.completedFuture(token("one")), CompletableFuture.completedFuture(token("two"))))));
		client.connect();
		this.broker.accept();
		assertThat(expectPassword()).isEqualTo("one");

		this.broker.hangUp();

		this.broker.accept();
		assertThat(expectPassword()).isEqualTo("two");
	}

	@Test
	void mayComeLater() {
		CompletableFuture<Credentials> answer = new CompletableFuture<>();
		MqttClient client = this.broker.client((options) -> options.credentialsProvider(() -> answer));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();

		answer.complete(token("late"));

		assertThat(expectPassword()).isEqualTo("late");
		this.broker.send(ScriptedBroker.connAck(false));
		ScriptedBroker.result(connecting);
	}

	@Test
	void areAskedForWhereHandlersRun() {
		CompletableFuture<String> thread = new CompletableFuture<>();
		MqttClient client = this.broker.client((options) -> options.credentialsProvider(() -> {
			thread.complete(Thread.currentThread().getName());
			return CompletableFuture.completedFuture(token("t"));
		}));
		client.connect();
		this.broker.accept();

		assertThat(ScriptedBroker.result(thread)).startsWith("mqtt-callback");
	}

	@Test
	void thatCannotBeHadAreAFailedAttempt() {
		MqttClient client = this.broker.client((options) -> options.credentialsProvider(
				answers(List.of(CompletableFuture.failedFuture(new IllegalStateException("the token service is down")),
						CompletableFuture.completedFuture(token("two"))))));
		RecordedEvents events = RecordedEvents.of(client);
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();

		this.broker.expectClosed();

		assertThat(events.next(MqttEvent.Disconnected.class).cause()).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("no credentials for")
			.hasMessageContaining("the token service is down");
		this.broker.accept();
		assertThat(expectPassword()).isEqualTo("two");
		this.broker.send(ScriptedBroker.connAck(false));
		ScriptedBroker.result(connecting);
	}

	@Test
	void thatAProviderThrowsForAreAFailedAttempt() {
		MqttClient client = this.broker
			.client((options) -> options.reconnect(ReconnectPolicy.never()).credentialsProvider(() -> {
				throw new IllegalStateException("no key");
			}));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();

		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("no key");
	}

	@Test
	void thatNeverComeEndTheAttemptInTime() {
		MqttClient client = this.broker.client((options) -> options.reconnect(ReconnectPolicy.never())
			.connAckTimeout(Duration.ofMillis(50))
			.credentialsProvider(CompletableFuture::new));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();

		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttTimeoutException.class);
	}

	@Test
	void doNotHoldADisconnectBack() {
		CompletableFuture<Credentials> answer = new CompletableFuture<>();
		MqttClient client = this.broker.client((options) -> options.credentialsProvider(() -> answer));
		client.connect();
		this.broker.accept();

		ScriptedBroker.result(client.disconnect());
		answer.complete(token("too late"));

		this.broker.expectClosed();
		assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test // [v3 MQTT-3.1.2-22]
	void mustHaveAUserNameInVersion3() {
		MqttClient client = this.broker.client((options) -> options.reconnect(ReconnectPolicy.never())
			.credentialsProvider(
					() -> CompletableFuture.completedFuture(Credentials.of(null, "hidden".toCharArray()))));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();

		if (this.broker.isV5()) {
			assertThat(expectPassword()).isEqualTo("hidden");
		}
		else {
			assertThat(ScriptedBroker.failure(connecting))
				.hasMessageContaining("password must not be set without user name")
				.hasMessageNotContaining("hidden");
		}
	}

	@Test
	void areRenewedByAnotherConnectionBeforeTheyExpire() {
		MqttClient client = this.broker.client((options) -> options.credentialsProvider(answers(
				List.of(CompletableFuture.completedFuture(token("one").validUntil(Instant.now().plusMillis(500))),
						CompletableFuture.completedFuture(token("two"))))));
		RecordedEvents events = RecordedEvents.of(client);
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();
		assertThat(expectPassword()).isEqualTo("one");
		this.broker.send(ScriptedBroker.connAck(false));
		ScriptedBroker.result(connecting);

		this.broker.expect(new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE));
		this.broker.accept();

		assertThat(expectPassword()).isEqualTo("two");
		assertThat(events.next(MqttEvent.Disconnected.class).reason()).contains("the credentials expire at");
		this.broker.send(ScriptedBroker.connAck(true));
		this.broker.expectAlive(client);
	}

	@Test
	void areRenewedWhenNineTenthsOfTheirTimeAreOver() {
		Instant now = Instant.EPOCH;

		assertThat(Credentials.renewalDelay(now.plusSeconds(100), now)).hasSeconds(90);
		assertThat(Credentials.renewalDelay(now, now)).hasSeconds(1);
		assertThat(Credentials.renewalDelay(now.minusSeconds(100), now)).hasSeconds(1);
	}

	@Test
	void mayBeValidForEver() {
		MqttClient client = this.broker.connect((options) -> options
			.credentialsProvider(() -> CompletableFuture.completedFuture(token("one").validUntil(Instant.MAX))));

		this.broker.expectAlive(client);
	}

	@Test
	void areNeverShown() {
		Credentials credentials = token("hidden").validUntil(Instant.EPOCH);

		assertThat(credentials).asString().contains("device", "1970-01-01").doesNotContain("hidden");
	}

}
