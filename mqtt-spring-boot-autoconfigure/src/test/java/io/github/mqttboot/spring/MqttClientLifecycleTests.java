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

	@Test
	void inTheBackgroundTheStartDoesNotWaitAndDoesNotFail() {
		MqttClientLifecycle lifecycle = lifecycle(Startup.BACKGROUND, LONG);
		this.client.onConnect(() -> this.client.giveUp(REFUSED));

		lifecycle.start();

		assertThat(lifecycle.isRunning()).isTrue();
	}

	@Test
	void theApplicationMayConnectByItself() {
		MqttClientLifecycle lifecycle = lifecycle(Startup.MANUAL, LONG);

		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		assertThat(this.client.calls).containsExactly("listeners start");

		this.client.connect();
		lifecycle.stop();
		assertThat(this.client.calls).containsExactly("listeners start", "connect", "listeners stop", "disconnect");
	}

	@Nested
	class Waiting {

		@Test
		void theStartEndsWithTheConnection(CapturedOutput output) {
			MqttClientLifecycleTests.this.client.onConnect(MqttClientLifecycleTests.this.client::accept);

			lifecycle(Startup.WAIT, LONG).start();

			assertThat(output).doesNotContain("starts without");
		}

		@Test
		void afterTheTimeoutTheStartGoesOnWithAWarningThatSaysWhy(CapturedOutput output) {
			MqttClientLifecycleTests.this.client
				.onConnect(() -> MqttClientLifecycleTests.this.client.failAttempt(1, REFUSED));
			MqttClientLifecycle lifecycle = lifecycle(Startup.WAIT, SHORT);

			lifecycle.start();

			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(output).contains("WARN")
				.contains("MQTT client fake has not been connected to [mqtt://broker.example:1883] within 50 ms,"
						+ " the application starts without it: connection refused");
		}

		@Test
		void aRefusalEndsTheWaitWithAWarningThatSaysWhy(CapturedOutput output) {
			MqttClientLifecycleTests.this.client.onConnect(() -> MqttClientLifecycleTests.this.client.giveUp(REFUSED));
			MqttClientLifecycle lifecycle = lifecycle(Startup.WAIT, LONG);

			lifecycle.start();

			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(output).contains("WARN").contains("will not be connected").contains("connection refused");
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
				client.failAttempt(0, REFUSED);
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
