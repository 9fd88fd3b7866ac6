// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A connection that the application has replaced by another one. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
class ReplacedConnectionFlowTests {

	private static final Disconnect GOODBYE = new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE);

	private final ScriptedBroker broker;

	ReplacedConnectionFlowTests(MqttVersion version) {
		this.broker = new ScriptedBroker(version);
	}

	@AfterEach
	void close() {
		this.broker.close();
	}

	@Test
	void whatIsInFlightEndsOnTheOldConnectionAndWhatComesLaterWaitsForTheNewOne() {
		MqttClient client = this.broker.connect();
		CompletableFuture<?> first = client.publish(message("first"));
		Publish sent = this.broker.expect(Publish.class);

		CompletableFuture<ConnAck> reconnecting = client.reconnect("new certificate");
		CompletableFuture<?> second = client.publish(message("second"));
		this.broker.send(acknowledgement(sent));

		ScriptedBroker.result(first);
		this.broker.expect(GOODBYE);
		this.broker.expectClosed();
		this.broker.acceptSession(true);
		sent = this.broker.expect(Publish.class);
		assertThat(sent.message().payloadAsString()).isEqualTo("second");
		assertThat(sent.duplicate()).isFalse();
		this.broker.send(acknowledgement(sent));
		ScriptedBroker.result(second);
		ScriptedBroker.result(reconnecting);
	}

	@Test
	void aConnectionWithNothingInFlightEndsAtOnce() {
		MqttClient client = this.broker.connect();
		RecordedEvents events = RecordedEvents.of(client);

		CompletableFuture<ConnAck> reconnecting = client.reconnect("new certificate");

		this.broker.expect(GOODBYE);
		this.broker.expectClosed();
		this.broker.acceptSession(true);
		ScriptedBroker.result(reconnecting);
		assertThat(events.next(MqttEvent.Disconnected.class)).satisfies((event) -> {
			assertThat(event.reason()).isEqualTo("reconnecting: new certificate");
			assertThat(event.cause()).isNull();
		});
		this.broker.expectAlive(client);
	}

	@Test
	void aServerThatDoesNotAcknowledgeHoldsNobodyUp() {
		MqttClient client = this.broker.connect(impatient());
		CompletableFuture<?> publishing = client.publish(message("first"));
		this.broker.expect(Publish.class);

		client.reconnect("new certificate");

		this.broker.expect(GOODBYE);
		this.broker.acceptSession(true);
		Publish again = this.broker.expect(Publish.class);
		assertThat(again.duplicate()).isTrue();
		this.broker.send(acknowledgement(again));
		ScriptedBroker.result(publishing);
	}

	@Test
	void aServerWithoutSessionIsSubscribedToAndSentEverythingAnew() {
		MqttClient client = this.broker.connect((options) -> impatient().apply(options).clean(true));
		CompletableFuture<?> subscribing = client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> {
		});
		answer(this.broker.expect(Subscribe.class));
		ScriptedBroker.result(subscribing);
		CompletableFuture<?> publishing = client.publish(message("first"));
		this.broker.expect(Publish.class);

		client.reconnect("new certificate");

		this.broker.expect(GOODBYE);
		this.broker.acceptSession(false);
		answer(this.broker.expect(Subscribe.class));
		Publish again = this.broker.expect(Publish.class);
		assertThat(again.duplicate()).isFalse();
		this.broker.send(acknowledgement(again));
		ScriptedBroker.result(publishing);
	}

	@Test
	void askingTwiceReplacesTheConnectionOnce() {
		MqttClient client = this.broker.connect();
		client.publish(message("first"));
		Publish sent = this.broker.expect(Publish.class);

		CompletableFuture<ConnAck> one = client.reconnect("new certificate");
		CompletableFuture<ConnAck> other = client.reconnect("newer certificate");
		this.broker.send(acknowledgement(sent));

		this.broker.expect(GOODBYE);
		this.broker.acceptSession(true);
		assertThat(ScriptedBroker.result(one)).isSameAs(ScriptedBroker.result(other));
		this.broker.expectAlive(client);
	}

	@Test
	void aPauseBeforeAnAttemptEnds() {
		MqttClient client = this.broker
			.connect((options) -> options.reconnect(ReconnectPolicy.fixed(Duration.ofHours(1))));
		this.broker.hangUp();
		Awaitility.await().atMost(TestClients.LIMIT).until(() -> client.status().state() == ConnectionState.WAITING);

		CompletableFuture<ConnAck> reconnecting = client.reconnect("new certificate");

		this.broker.acceptSession(true);
		ScriptedBroker.result(reconnecting);
	}

	@Test
	void disconnectingWins() {
		MqttClient client = this.broker.connect();
		client.publish(message("first"));
		this.broker.expect(Publish.class);
		CompletableFuture<ConnAck> reconnecting = client.reconnect("new certificate");

		ScriptedBroker.result(client.disconnect());

		this.broker.expect(GOODBYE);
		assertThat(ScriptedBroker.failure(reconnecting)).isInstanceOf(MqttConnectionException.class)
			.hasMessageContaining("disconnected by the application");
		assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void aClientThatIsNotConnectingStaysSo() {
		MqttClient client = this.broker.client(UnaryOperator.identity());

		assertThat(ScriptedBroker.failure(client.reconnect("new certificate")))
			.isInstanceOf(MqttConnectionException.class)
			.hasMessage("not connected, and not connecting");
		assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	private static UnaryOperator<MqttClientOptions.Builder> impatient() {
		return (options) -> options.disconnectTimeout(Duration.ofMillis(100));
	}

	private static MqttMessage message(String payload) {
		return MqttMessage.builder("t").payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

	private static PubAck acknowledgement(Publish publish) {
		return new PubAck(publish.packetId(), ReasonCode.SUCCESS, PacketProperties.NONE);
	}

	private void answer(Subscribe subscribe) {
		this.broker.send(new SubAck(subscribe.packetId(), List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));
	}

}
