// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** AUTH, which MQTT 5 has, and what a server may make of it. */
class AuthenticationFlowTests {

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	private final MqttClient client = this.broker
		.client((options) -> options.reconnect(ReconnectPolicy.never()).authenticator(new Echo()));

	@AfterEach
	void close() {
		this.broker.close();
	}

	/**
	 * Answers everything with the same, and accepts all servers but the one that says
	 * "evil".
	 */
	private static final class Echo implements Authenticator {

		@Override
		public String method() {
			return "echo";
		}

		@Override
		public CompletionStage<byte[]> start() {
			return CompletableFuture.completedFuture("hello".getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public CompletionStage<byte[]> proceed(byte[] data) {
			return CompletableFuture.completedFuture(data);
		}

		@Override
		public CompletionStage<Void> finish(byte[] data) {
			boolean evil = new String(data, StandardCharsets.UTF_8).equals("evil");
			return evil ? CompletableFuture.failedFuture(new IllegalStateException("that server is evil"))
					: CompletableFuture.completedFuture(null);
		}

	}

	private static PacketProperties properties(String method, String data) {
		return PacketProperties.builder()
			.set(Property.AUTHENTICATION_METHOD, method)
			.set(Property.AUTHENTICATION_DATA, data.getBytes(StandardCharsets.UTF_8))
			.build();
	}

	private static Auth auth(ReasonCode reasonCode, String data) {
		return new Auth(reasonCode, properties("echo", data));
	}

	private static ConnAck connAck(String method, String data) {
		return new ConnAck(false, ReasonCode.SUCCESS, properties(method, data));
	}

	private CompletableFuture<ConnAck> connecting() {
		CompletableFuture<ConnAck> connecting = this.client.connect();
		this.broker.accept();
		assertThat(this.broker.expect(Connect.class).properties().get(Property.AUTHENTICATION_METHOD))
			.isEqualTo("echo");
		return connecting;
	}

	private void connect() {
		CompletableFuture<ConnAck> connecting = connecting();
		this.broker.send(connAck("echo", "welcome"));
		ScriptedBroker.result(connecting);
	}

	@Test // [MQTT-3.1.2-30], [MQTT-4.12.0-3], [MQTT-4.12.0-5]
	void nothingButAuthIsSentBeforeConnack() {
		CompletableFuture<ConnAck> connecting = connecting();
		this.client.publish(MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).build());

		this.broker.sendByteByByte(auth(ReasonCode.CONTINUE_AUTHENTICATION, "one"));
		this.broker.expect(auth(ReasonCode.CONTINUE_AUTHENTICATION, "one"));
		this.broker.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, "two"));
		this.broker.expect(auth(ReasonCode.CONTINUE_AUTHENTICATION, "two"));
		this.broker.send(connAck("echo", "welcome"));

		ScriptedBroker.result(connecting);
		this.broker.expect(Publish.class);
	}

	@ParameterizedTest // [MQTT-4.12.0-2], [MQTT-4.12.0-5], [MQTT-3.15.1-1],
						// [MQTT-3.15.2-1]
	@CsvSource(textBlock = """
			F0 09 00 07 15 00 04 'echo'       , PROTOCOL_ERROR  , must not send AUTH with 0x00
			F0 09 19 07 15 00 04 'echo'       , PROTOCOL_ERROR  , must not send AUTH with 0x19
			F0 08 18 06 15 00 03 'eve'        , PROTOCOL_ERROR  , authentication method must be echo
			F0 02 18 00                       , PROTOCOL_ERROR  , AUTH must have an authentication method
			F0 09 87 07 15 00 04 'echo'       , PROTOCOL_ERROR  , reason code of AUTH must be one
			F1 09 18 07 15 00 04 'echo'       , MALFORMED_PACKET, flags of AUTH must be 0
			F0 06 18 04 16 00 01 00           , PROTOCOL_ERROR  , authentication data must not come without
			20 03 00 00 00                    , PROTOCOL_ERROR  , authentication method must be echo
			20 09 00 00 06 15 00 03 'eve'     , PROTOCOL_ERROR  , authentication method must be echo
			""", quoteCharacter = '"')
	void aWrongStepEndsTheConnection(String hex, ReasonCode reasonCode, String rule) {
		CompletableFuture<ConnAck> connecting = connecting();

		this.broker.sendBytes(hex);

		this.broker.expectClosed(reasonCode);
		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining(rule);
	}

	@Test
	void aServerThatTheClientDoesNotAcceptIsToldAndLeft() {
		CompletableFuture<ConnAck> connecting = connecting();

		this.broker.send(connAck("echo", "evil"));

		this.broker.expectClosed(ReasonCode.NOT_AUTHORIZED);
		assertThat(ScriptedBroker.failure(connecting)).isInstanceOf(MqttRejectedException.class)
			.hasMessageContaining("that server is evil");
	}

	@Test // [MQTT-4.12.1-1]
	void theClientMayAuthenticateAgain() {
		connect();
		CompletableFuture<?> again = this.client.reauthenticate();

		this.broker.expect(auth(ReasonCode.RE_AUTHENTICATE, "hello"));
		this.broker.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, "one"));
		this.broker.expect(auth(ReasonCode.CONTINUE_AUTHENTICATION, "one"));
		this.broker.send(auth(ReasonCode.SUCCESS, "welcome"));

		ScriptedBroker.result(again);
		this.broker.expectAlive(this.client);
	}

	@Test // [MQTT-4.12.1-2]
	void aServerThatFailsToAuthenticateAgainIsToldAndLeft() {
		connect();
		CompletableFuture<?> again = this.client.reauthenticate();
		this.broker.expect(auth(ReasonCode.RE_AUTHENTICATE, "hello"));

		this.broker.send(auth(ReasonCode.SUCCESS, "evil"));

		this.broker.expectClosed(ReasonCode.NOT_AUTHORIZED);
		assertThat(ScriptedBroker.failure(again)).hasMessageContaining("that server is evil");
	}

	@Test // [MQTT-4.12.0-6]
	void authWithoutAMethodInConnectEndsTheConnection() {
		MqttClient plain = this.broker.connect();

		this.broker.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, "one"));

		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.accept();
		this.broker.expect(Connect.class);
		this.broker.send(connAck("echo", "welcome"));
		this.broker.expectClosed(ReasonCode.PROTOCOL_ERROR);
		this.broker.expectReconnected(plain);
	}

}
