// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Enhanced authentication (section 4.12) on a network without threads. */
class EnhancedAuthenticationTests {

	private final ManualTransport network = new ManualTransport();

	private final Riddle riddle = new Riddle();

	private final MqttClient client = MqttClient.create(options().authenticator(this.riddle).build());

	private MqttClientOptions.Builder options() {
		return MqttClientOptions.builder("broker.example")
			.clean(true)
			.version(MqttVersion.V5)
			.reconnect(ReconnectPolicy.never())
			.executor(this.network::execute)
			.transport(this.network);
	}

	/**
	 * Says "hello", answers each question with its echo, accepts a server that says
	 * "bye".
	 */
	private static final class Riddle implements Authenticator {

		private CompletableFuture<byte[]> beginning = CompletableFuture.completedFuture(utf8("hello"));

		/** Null for the echo. */
		private @Nullable CompletableFuture<byte[]> answer;

		private CompletableFuture<Void> acceptance = CompletableFuture.completedFuture(null);

		private @Nullable RuntimeException unknownEnd;

		@Override
		public String method() {
			return "riddle";
		}

		@Override
		public CompletionStage<byte[]> start() {
			return this.beginning;
		}

		@Override
		public CompletionStage<byte[]> proceed(byte[] data) {
			return (this.answer != null) ? this.answer
					: CompletableFuture.completedFuture(utf8("re: " + new String(data, StandardCharsets.UTF_8)));
		}

		@Override
		public CompletionStage<Void> finish(byte[] data) {
			if (!new String(data, StandardCharsets.UTF_8).equals("bye")) {
				return CompletableFuture.failedFuture(new IllegalStateException("the server does not know the riddle"));
			}
			return this.acceptance;
		}

		@Override
		public @Nullable Instant validUntil() {
			if (this.unknownEnd != null) {
				throw this.unknownEnd;
			}
			return null;
		}

	}

	@Test
	void goesFromConnectThroughAuthToConnack() {
		CompletableFuture<ConnAck> connecting = this.client.connect();
		Peer peer = opened();
		assertThat(peer.take()).singleElement()
			.isInstanceOfSatisfying(Connect.class,
					(connect) -> assertThat(data(connect.properties())).isEqualTo("hello"));

		peer.say(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why"));
		assertThat(peer.take()).containsExactly(auth(ReasonCode.CONTINUE_AUTHENTICATION, "re: why"));

		peer.say(connAck("bye"));
		assertThat(connecting).isCompleted();
	}

	@Test
	void nothingIsDeliveredBeforeTheClientHasAcceptedTheServer() {
		List<String> delivered = new ArrayList<>();
		this.riddle.acceptance = new CompletableFuture<>();
		this.client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE),
				(delivery) -> delivered.add(delivery.message().topic()));
		this.client.connect();
		Peer peer = opened();
		peer.say(connAck("bye"), new Publish(MqttMessage.builder("t").build(), false, 0));
		assertThat(delivered).isEmpty();
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.CONNECTING);

		this.riddle.acceptance.complete(null);
		this.network.run();

		assertThat(delivered).containsExactly("t");
		assertThat(peer.reading).isTrue();
	}

	@Test
	void whatCameBeforeTheClientHasAcceptedTheServerMayBeTooMuch() {
		List<MqttClient> clients = new ArrayList<>();
		this.riddle.acceptance = new CompletableFuture<>();
		MqttClient behind = MqttClient
			.create(options().authenticator(this.riddle).inbox(new InboxPolicy(2, 1024, false)).executor((task) -> {
				if (clients.get(0).status().state() != ConnectionState.CONNECTED) {
					this.network.execute(task); // later nobody has time for messages
				}
			}).build());
		clients.add(behind);
		behind.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE), (delivery) -> {
		});
		behind.connect();
		Peer peer = opened();
		Publish publish = new Publish(MqttMessage.builder("t").build(), false, 0);
		peer.say(connAck("bye"), publish, publish, publish);

		this.riddle.acceptance.complete(null);
		this.network.run();

		assertThat(peer.reading).isFalse();
	}

	@Test
	void anAuthenticatorThatDoesNotDecideOnTheServerEndsTheAttemptInTime() {
		this.riddle.acceptance = new CompletableFuture<>();
		CompletableFuture<ConnAck> connecting = this.client.connect();
		Peer peer = opened();
		peer.say(connAck("bye"));

		this.network.advance(Duration.ofSeconds(20));

		assertThat(connecting).isCompletedExceptionally();
		assertThat(peer.ended()).isTrue();
	}

	@Test
	void aServerMayLeaveBeforeTheClientHasAcceptedIt() {
		this.riddle.acceptance = new CompletableFuture<>();
		this.client.connect();
		Peer peer = opened();
		peer.say(connAck("bye"), new Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, PacketProperties.NONE));

		this.riddle.acceptance.complete(null);
		this.network.run();

		assertThat(this.client.status().lastError()).isInstanceOf(MqttRejectedException.class)
			.hasMessageContaining("server shutting down");
	}

	@Test // [MQTT-3.1.0-1]
	void nothingIsSentInsteadOfConnect() {
		this.riddle.beginning = CompletableFuture.failedFuture(new IllegalStateException("no ticket"));
		this.client.connect();

		Peer peer = opened();

		assertThat(peer.take()).isEmpty();
		assertThat(peer.ended()).isTrue();
	}

	@Test
	void aServerThatTheClientDoesNotAcceptIsLeft() {
		CompletableFuture<ConnAck> connecting = this.client.connect();
		Peer peer = opened();

		peer.say(connAck("who"));

		assertThat(connecting).isCompletedExceptionally();
		assertThat(peer.ended()).isTrue();
		assertThat(this.client.status().lastError()).isInstanceOf(MqttRejectedException.class)
			.hasMessage("authentication with riddle failed: the server does not know the riddle");
	}

	@Test // [MQTT-4.12.0-5]
	void anotherMethodThanInConnectIsAProtocolError() {
		this.client.connect();
		Peer peer = opened();
		peer.take();

		peer.say(new Auth(ReasonCode.CONTINUE_AUTHENTICATION,
				PacketProperties.builder().set(Property.AUTHENTICATION_METHOD, "other").build()));

		assertThat(peer.ended()).isTrue();
		assertThat(this.client.status().lastError()).hasMessageContaining("must be riddle as in CONNECT, was other");
	}

	@Test // [MQTT-4.12.0-6]
	void authWithoutAMethodInConnectIsAProtocolError() {
		MqttClient plain = MqttClient.create(options().build());
		plain.connect();
		Peer peer = opened();

		peer.say(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why"));

		assertThat(peer.ended()).isTrue();
		assertThat(plain.status().lastError()).hasMessageContaining("must not send AUTH");
	}

	@Test
	void aServerThatAsksAgainBeforeItIsAnsweredIsLeft() {
		this.riddle.answer = new CompletableFuture<>();
		CompletableFuture<ConnAck> connecting = this.client.connect();
		Peer peer = opened();

		peer.say(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why"));
		peer.say(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why not"));

		assertThat(peer.ended()).isTrue();
		assertThat(connecting).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MqttProtocolException.class)
			.withMessageContaining("the server must not send AUTH that answers nothing");
	}

	@ParameterizedTest
	@EnumSource(names = { "CONTINUE_AUTHENTICATION", "SUCCESS" })
	void aServerThatAuthenticatesOfItsOwnAccordIsLeft(ReasonCode reasonCode) {
		Peer peer = connected();

		peer.say(auth(reasonCode, "bye"));

		assertThat(peer.ended()).isTrue();
		assertThat(this.client.status().lastError()).isInstanceOf(MqttProtocolException.class)
			.hasMessage("the server must not send AUTH that answers nothing");
	}

	@Test
	void authenticatesAgainOnTheSameConnection() {
		Peer peer = connected();

		CompletableFuture<Void> again = this.client.reauthenticate();
		this.network.run();
		assertThat(peer.take()).containsExactly(auth(ReasonCode.RE_AUTHENTICATE, "hello"));
		peer.say(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why"));
		peer.take();
		peer.say(auth(ReasonCode.SUCCESS, "bye"));

		assertThat(again).isCompleted();
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void aServerThatDoesNotAnswerWhenAskedToAuthenticateAgainIsLeftInTime() {
		Peer peer = connected();
		CompletableFuture<Void> again = this.client.reauthenticate();
		this.network.run();
		peer.say(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why"));

		this.network.advance(Duration.ofSeconds(19));
		assertThat(again).isNotDone();
		this.network.advance(Duration.ofSeconds(1));

		assertThat(again).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MqttTimeoutException.class)
			.withMessageContaining("no end of the authentication with mqtt://broker.example:1883 within 20000 ms");
		assertThat(peer.ended()).isTrue();
	}

	@Test
	void anAuthenticationThatHasEndedInTimeEndsNoConnection() {
		Peer peer = connected();
		this.client.reauthenticate();
		this.network.run();
		peer.say(auth(ReasonCode.SUCCESS, "bye"));

		this.network.advance(Duration.ofSeconds(21));

		assertThat(peer.ended()).isFalse();
	}

	@Test
	void aRefusalToAuthenticateAgainEndsTheFutureWithTheConnection() {
		Peer peer = connected();
		CompletableFuture<Void> again = this.client.reauthenticate();
		this.network.run();

		peer.say(new Disconnect(ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE));

		assertThat(again).isCompletedExceptionally();
	}

	@Test
	void whatEndsAfterItsConnectionCountsForNothing() {
		List<MqttEvent> events = new ArrayList<>();
		this.client.on(MqttEvent.AuthReceived.class, events::add);
		Peer peer = connected();
		this.riddle.acceptance = new CompletableFuture<>();
		this.client.reauthenticate();
		this.network.run();
		peer.say(auth(ReasonCode.SUCCESS, "bye"));

		this.client.closeConnection("test");
		this.network.run();
		this.riddle.acceptance.complete(null);
		this.network.run();

		assertThat(events).isEmpty();
	}

	@Test
	void aTimeThatCannotBeToldEndsTheConnection() {
		Peer peer = connected();
		this.riddle.unknownEnd = new IllegalStateException("no clock");
		CompletableFuture<Void> again = this.client.reauthenticate();
		this.network.run();

		peer.say(auth(ReasonCode.SUCCESS, "bye"));

		assertThat(again).isCompletedExceptionally();
		assertThat(this.client.status().lastError()).isInstanceOf(MqttRejectedException.class)
			.hasMessage("authentication with riddle failed: no clock");
	}

	@Test
	void withoutAnAuthenticatorTheApplicationAnswersByHand() {
		MqttClient byHand = MqttClient.create(options()
			.connectProperties(PacketProperties.builder().set(Property.AUTHENTICATION_METHOD, "riddle").build())
			.build());
		byHand.on(MqttEvent.AuthReceived.class,
				(event) -> byHand.auth(ReasonCode.CONTINUE_AUTHENTICATION, event.auth().properties()));
		CompletableFuture<ConnAck> connecting = byHand.connect();
		Peer peer = opened();
		peer.take();

		peer.say(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why"));
		assertThat(peer.take()).containsExactly(auth(ReasonCode.CONTINUE_AUTHENTICATION, "why"));

		peer.say(connAck("bye"));
		assertThat(connecting).isCompleted();
	}

	@Test
	void authByHandNeedsAConnectionAndAMethod() {
		CompletableFuture<Void> sending = this.client.auth(ReasonCode.RE_AUTHENTICATE,
				auth(ReasonCode.RE_AUTHENTICATE, "x").properties());
		this.network.run();
		assertThat(sending).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MqttConnectionException.class);

		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.auth(ReasonCode.RE_AUTHENTICATE, PacketProperties.NONE))
			.withMessageContaining("must have an authentication method");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.auth(ReasonCode.SUCCESS, PacketProperties.NONE))
			.withMessageContaining("0x00 success");
	}

	private Peer opened() {
		this.network.run();
		this.network.peer().accept();
		return this.network.peer();
	}

	private Peer connected() {
		this.client.connect();
		Peer peer = opened();
		peer.say(connAck("bye"));
		peer.take();
		return peer;
	}

	private static ConnAck connAck(String data) {
		return new ConnAck(false, ReasonCode.SUCCESS, auth(ReasonCode.SUCCESS, data).properties());
	}

	private static Auth auth(ReasonCode reasonCode, String data) {
		return new Auth(reasonCode,
				PacketProperties.builder()
					.set(Property.AUTHENTICATION_METHOD, "riddle")
					.set(Property.AUTHENTICATION_DATA, utf8(data))
					.build());
	}

	private static String data(PacketProperties properties) {
		return new String(properties.get(Property.AUTHENTICATION_DATA, new byte[0]), StandardCharsets.UTF_8);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
