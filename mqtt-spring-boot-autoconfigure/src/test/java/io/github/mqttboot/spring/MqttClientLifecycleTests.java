// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.MqttClientLifecycle.Startup;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.Lifecycle;

@ExtendWith(OutputCaptureExtension.class)
class MqttClientLifecycleTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final MqttConnectionException REFUSED = new MqttConnectionException("connection refused", null);

	private final FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);

	private MqttClientLifecycle lifecycle(Startup startup, Duration timeout) {
		return new MqttClientLifecycle(this.client, startup, timeout,
				List.of(new Participant("listeners", this.client.calls)));
	}

	@Test
	void participantsStartBeforeTheClientConnectsAndStopBeforeItDisconnects() {
		MqttClientLifecycle lifecycle = lifecycle(Startup.BACKGROUND, LONG);

		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		lifecycle.stop();

		assertThat(lifecycle.isRunning()).isFalse();
		assertThat(this.client.calls).containsExactly("listeners start", "connect", "listeners stop", "disconnect");
	}

	@Test
	void theCallbackOfStopIsCalledWhenTheClientIsDisconnected() {
		MqttClientLifecycle lifecycle = lifecycle(Startup.BACKGROUND, LONG);
		lifecycle.start();

		lifecycle.stop(() -> this.client.calls.add("stopped"));

		assertThat(this.client.calls).endsWith("disconnect", "stopped");
	}

	@Test
	void aParticipantThatFailsToStopDoesNotKeepTheClientConnected() {
		Lifecycle failing = new Participant("failing", this.client.calls) {

			@Override
			public void stop() {
				throw new IllegalStateException("cannot stop");
			}

		};
		MqttClientLifecycle lifecycle = new MqttClientLifecycle(this.client, Startup.BACKGROUND, LONG,
				List.of(failing));
		lifecycle.start();

		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(lifecycle::stop);

		assertThat(this.client.calls).endsWith("disconnect");
	}

	@Test
	void afterAStopItCanBeStartedAgain() {
		MqttClientLifecycle lifecycle = lifecycle(Startup.WAIT, LONG);
		this.client.onConnect(this.client::accept);

		lifecycle.start();
		lifecycle.stop();
		lifecycle.start();

		assertThat(this.client.calls).containsExactly("listeners start", "connect", "listeners stop", "disconnect",
				"listeners start", "connect");
	}

	@Nested
	class InTheBackground {

		private final MqttClientLifecycle lifecycle = lifecycle(Startup.BACKGROUND, LONG);

		@Test
		void theStartDoesNotWaitAndTheConnectionIsLoggedWhenItIsThere(CapturedOutput output) {
			this.lifecycle.start();
			assertThat(output).doesNotContain("is connected");

			MqttClientLifecycleTests.this.client.accept();

			assertThat(output).contains("MQTT client fake is connected to mqtt://broker.example:1883");
			assertThat(MqttClientLifecycleTests.this.client.handlers()).isZero();
		}

		@Test
		void theFirstFailureIsLoggedWithItsReasonAndLaterOnesAreNot(CapturedOutput output) {
			this.lifecycle.start();

			MqttClientLifecycleTests.this.client.failAttempt(1, REFUSED);
			MqttClientLifecycleTests.this.client.failAttempt(2, REFUSED);

			assertThat(output.getOut().lines().filter((line) -> line.contains("connection refused"))).hasSize(1)
				.allSatisfy((line) -> assertThat(line).contains("WARN", "is not connected to [mqtt://broker.example"));
			assertThat(this.lifecycle.isRunning()).isTrue();
		}

		@Test
		void givingUpIsLoggedAndFailsNothing(CapturedOutput output) {
			this.lifecycle.start();

			MqttClientLifecycleTests.this.client
				.giveUp(new MqttRejectedException(ReasonCode.BAD_USER_NAME_OR_PASSWORD, "refused: bad password"));

			assertThat(output).contains("has given up connecting").contains("refused: bad password");
			assertThat(this.lifecycle.isRunning()).isTrue();
		}

		@Test
		void aStopBeforeTheConnectionIsNotLoggedAsAFailure(CapturedOutput output) {
			this.lifecycle.start();
			this.lifecycle.stop();

			MqttClientLifecycleTests.this.client.giveUp(new MqttConnectionException("disconnected", null));

			assertThat(output).doesNotContain("given up");
		}

	}

	@Nested
	class Waiting {

		@Test
		void theStartEndsWithTheConnection(CapturedOutput output) {
			MqttClientLifecycleTests.this.client.onConnect(MqttClientLifecycleTests.this.client::accept);

			lifecycle(Startup.WAIT, LONG).start();

			assertThat(output).contains("is connected to mqtt://broker.example:1883");
		}

		@Test
		void afterTheTimeoutTheStartGoesOnAndTheConnectionIsLoggedLater(CapturedOutput output) {
			MqttClientLifecycleTests.this.client
				.onConnect(() -> MqttClientLifecycleTests.this.client.failAttempt(1, REFUSED));
			lifecycle(Startup.WAIT, SHORT).start();
			assertThat(output).contains("WARN").contains("the application starts without: connection refused");

			MqttClientLifecycleTests.this.client.accept();

			assertThat(output).contains("is connected to mqtt://broker.example:1883");
		}

		@Test
		void givingUpEndsTheWaitAndFailsNothing(CapturedOutput output) {
			MqttClientLifecycleTests.this.client.onConnect(() -> MqttClientLifecycleTests.this.client.giveUp(REFUSED));

			lifecycle(Startup.WAIT, LONG).start();

			assertThat(output).contains("has given up connecting").contains("connection refused");
		}

	}

	@Nested
	class FailingFast {

		@Test
		void theStartEndsWithTheConnection() {
			MqttClientLifecycleTests.this.client.onConnect(MqttClientLifecycleTests.this.client::accept);
			MqttClientLifecycle lifecycle = lifecycle(Startup.FAIL_FAST, LONG);

			lifecycle.start();

			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(MqttClientLifecycleTests.this.client.handlers()).isZero();
		}

		@Test
		void theStartFailsWithTheFirstAttempt() {
			MqttClientLifecycleTests.this.client
				.onConnect(() -> MqttClientLifecycleTests.this.client.failAttempt(1, REFUSED));
			MqttClientLifecycle lifecycle = lifecycle(Startup.FAIL_FAST, LONG);

			assertThatExceptionOfType(MqttStartupException.class).isThrownBy(lifecycle::start)
				.withMessageContaining("mqtt://broker.example:1883")
				.withMessageContaining("connection refused")
				.withCause(REFUSED);
			assertThat(lifecycle.isRunning()).isFalse();
			assertThat(MqttClientLifecycleTests.this.client.calls).endsWith("listeners stop", "disconnect");
		}

		@Test
		void theStartFailsOnlyWhenEachServerHasBeenTried() {
			FakeMqttClient client = new FakeMqttClient(
					MqttClientOptions.builder("a.example", "b.example").clean(true).build());
			client.onConnect(() -> {
				client.failAttempt(1, REFUSED);
				client.accept();
			});
			MqttClientLifecycle lifecycle = new MqttClientLifecycle(client, Startup.FAIL_FAST, LONG, List.of());

			lifecycle.start();

			assertThat(lifecycle.isRunning()).isTrue();
		}

		@Test
		void theStartFailsWhenTheServerRefuses() {
			MqttRejectedException refusal = new MqttRejectedException(ReasonCode.NOT_AUTHORIZED, "0x87 not authorized");
			MqttClientLifecycleTests.this.client.onConnect(() -> MqttClientLifecycleTests.this.client.giveUp(refusal));

			assertThatExceptionOfType(MqttStartupException.class)
				.isThrownBy(() -> lifecycle(Startup.FAIL_FAST, LONG).start())
				.withMessageContaining("0x87 not authorized")
				.withCause(refusal);
		}

		@Test
		void theStartFailsWhenNothingIsHeardInTime() {
			assertThatExceptionOfType(MqttStartupException.class)
				.isThrownBy(() -> lifecycle(Startup.FAIL_FAST, SHORT).start())
				.withMessageContaining("nothing heard for 50 ms");
		}

	}

	/** Notes when it is started and stopped. */
	private static class Participant implements Lifecycle {

		private final String name;

		private final List<String> calls;

		private boolean running;

		Participant(String name, List<String> calls) {
			this.name = name;
			this.calls = calls;
		}

		@Override
		public void start() {
			this.running = true;
			this.calls.add(this.name + " start");
		}

		@Override
		public void stop() {
			this.running = false;
			this.calls.add(this.name + " stop");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
