// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An authentication that shows a token, and a new one before it expires. */
class TokenAuthenticatorTests {

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	private final AtomicInteger tokens = new AtomicInteger();

	private final TokenAuthenticator authenticator = new TokenAuthenticator("JWT",
			() -> CompletableFuture
				.completedFuture(Credentials.of(null, ("token-" + this.tokens.incrementAndGet()).toCharArray())
					.validUntil(Instant.now().plusMillis(500))));

	@AfterEach
	void close() {
		this.broker.close();
	}

	private static PacketProperties data(String data) {
		return PacketProperties.builder()
			.set(Property.AUTHENTICATION_METHOD, "JWT")
			.set(Property.AUTHENTICATION_DATA, data.isEmpty() ? null : data.getBytes(StandardCharsets.UTF_8))
			.build();
	}

	private MqttClient connect() {
		MqttClient client = this.broker.client((options) -> options.authenticator(this.authenticator));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();
		PacketProperties sent = this.broker.expect(Connect.class).properties();
		assertThat(sent.get(Property.AUTHENTICATION_DATA)).asString().isEqualTo("token-1");
		this.broker.send(new ConnAck(false, ReasonCode.SUCCESS, data("")));
		ScriptedBroker.result(connecting);
		return client;
	}

	@Test
	void showsANewTokenBeforeTheOldOneExpiresAndAgainBeforeThat() {
		MqttClient client = connect();

		this.broker.expect(new Auth(ReasonCode.RE_AUTHENTICATE, data("token-2")));
		this.broker.send(new Auth(ReasonCode.SUCCESS, data("")));
		this.broker.expect(new Auth(ReasonCode.RE_AUTHENTICATE, data("token-3")));

		assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void leavesAServerThatWantsMore() {
		MqttClient client = this.broker
			.client((options) -> options.reconnect(ReconnectPolicy.never()).authenticator(this.authenticator));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();
		this.broker.expect(Connect.class);

		this.broker.send(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, data("challenge")));

		this.broker.expectClosed(ReasonCode.NOT_AUTHORIZED);
		assertThat(ScriptedBroker.failure(connecting)).hasMessageContaining("must be content with a token");
	}

	@Test
	void doesNotShowTheToken() {
		connect();

		assertThat(this.authenticator).hasToString("TokenAuthenticator{method=JWT}");
	}

}
