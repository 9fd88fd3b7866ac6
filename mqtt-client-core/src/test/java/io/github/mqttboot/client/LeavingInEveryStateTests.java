// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code disconnect()} and {@code close()} win at once, whatever the client is doing. */
class LeavingInEveryStateTests {

	private static final Disconnect BUSY = new Disconnect(ReasonCode.SERVER_BUSY, PacketProperties.NONE);

	private final ManualTransport network = new ManualTransport();

	private final ConnectLimit limit = ConnectLimit.of(1);

	private final CompletableFuture<byte[]> authenticated = new CompletableFuture<>();

	private final MqttClient client = client();

	/** What the client is doing. */
	enum Doing {

		NOTHING, WAITING_FOR_A_TURN, OPENING, OPENED_BY_HAND, AUTHENTICATING, AWAITING_CONNACK, CONNECTED,
		CONNECTED_TO_A_DEAD_SERVER, PAUSING, OPENING_AGAIN, DISCONNECTING, REPLACING

	}

	@ParameterizedTest
	@EnumSource
	void disconnect(Doing doing) {
		CompletableFuture<?> waiting = bring(doing);

		CompletableFuture<Void> leaving = this.client.disconnect();
		letPass(doing);

		assertThat(leaving).isCompleted();
		assertLeft(waiting, ConnectionState.DISCONNECTED);
	}

	@ParameterizedTest
	@EnumSource
	void close(Doing doing) {
		CompletableFuture<?> waiting = bring(doing);

		this.network.execute(this.client::close); // from elsewhere it waits for the loop
		letPass(doing);

		assertLeft(waiting, ConnectionState.CLOSED);
		assertThat(this.network.left).isTrue();
	}

	private void letPass(Doing doing) {
		boolean dead = doing == Doing.CONNECTED_TO_A_DEAD_SERVER || doing == Doing.DISCONNECTING;
		this.network.advance(dead ? this.client.options().disconnectTimeout() : Duration.ZERO);
	}

	private void assertLeft(CompletableFuture<?> waiting, ConnectionState state) {
		assertThat(waiting).isDone();
		if (waiting.isCompletedExceptionally()) {
			assertThat(waiting).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(MqttConnectionException.class);
		}
		assertThat(this.client.status().state()).isEqualTo(state);
		int attempts = this.network.peers.size();
		this.network.advance(Duration.ofHours(1));
		assertThat(this.network.peers).hasSize(attempts);
	}

	/** What waits for the client to do something. */
	private CompletableFuture<?> bring(Doing doing) {
		if (doing == Doing.NOTHING) {
			return CompletableFuture.completedFuture(null);
		}
		if (doing == Doing.OPENED_BY_HAND) {
			CompletableFuture<Void> opening = this.client.lowLevel().openConnection();
			this.network.run();
			this.network.peer().accept();
			return opening;
		}
		if (doing == Doing.WAITING_FOR_A_TURN) {
			client().connect();
		}
		CompletableFuture<?> connecting = this.client.connect();
		this.network.run();
		switch (doing) {
			case AUTHENTICATING -> this.network.peer().accept();
			case AWAITING_CONNACK -> {
				this.authenticated.complete(new byte[0]);
				this.network.peer().accept();
			}
			case CONNECTED -> connected();
			case CONNECTED_TO_A_DEAD_SERVER -> {
				connected();
				this.network.peer().stuck = true;
			}
			case PAUSING -> {
				connected();
				this.network.peer().say(BUSY);
			}
			case OPENING_AGAIN -> {
				connected();
				this.network.peer().lose();
				this.network.advance(Duration.ofSeconds(1));
			}
			case DISCONNECTING -> {
				connected();
				this.network.peer().stuck = true;
				this.client.disconnect();
				this.network.run();
			}
			case REPLACING -> {
				connected();
				this.client.reconnect("test");
				this.network.run();
			}
			default -> {
				// it stays where it is
			}
		}
		return connecting;
	}

	private void connected() {
		this.authenticated.complete(new byte[0]);
		this.network.peer()
			.acceptWith(false, PacketProperties.builder().set(Property.AUTHENTICATION_METHOD, "test").build());
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	private MqttClient client() {
		return MqttClient.create(MqttClientOptions.builder("server")
			.clean(true)
			.version(MqttVersion.V5)
			.transport(this.network)
			.executor(this.network::execute)
			.connectLimit(this.limit)
			.reconnect(ReconnectPolicy.fixed(Duration.ofSeconds(1)))
			.authenticator(new Slow())
			.build());
	}

	/** Authenticates when the test lets it. */
	private final class Slow implements Authenticator {

		@Override
		public String method() {
			return "test";
		}

		@Override
		public CompletionStage<byte[]> start() {
			return LeavingInEveryStateTests.this.authenticated;
		}

		@Override
		public CompletionStage<byte[]> proceed(byte[] data) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Void> finish(byte[] data) {
			return CompletableFuture.completedFuture(null);
		}

	}

}
