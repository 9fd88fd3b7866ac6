// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Endpoint;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReconnectorTests {

	private static final MqttException LOST = new MqttConnectionException("lost", null);

	private double random = 1;

	private final Reconnector reconnector = reconnector(ReconnectPolicy.exponential(), "one");

	private Reconnector reconnector(ReconnectPolicy policy, String... hosts) {
		List<Endpoint> endpoints = List.of(hosts).stream().map((host) -> Endpoint.parse(host, false)).toList();
		return new Reconnector(policy, endpoints, () -> this.random);
	}

	@Test
	void pausesDoubleUpToTheLongest() {
		List<Long> seconds = List.of(next(), next(), next(), next(), next(), next(), next(), next());

		assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
	}

	@Test
	void fullJitterTakesAnythingFromNothingToTheWholePause() {
		this.random = 0;
		assertThat(this.reconnector.next(LOST)).isEqualTo(Duration.ZERO);

		this.random = 0.5;
		assertThat(this.reconnector.next(LOST)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void partialJitterKeepsTheRest() {
		Reconnector half = reconnector(new ReconnectPolicy(9, Duration.ofSeconds(8), Duration.ofSeconds(8), 1, 0.25),
				"one");
		this.random = 0;

		assertThat(half.next(LOST)).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void aStableConnectionBeginsAnewAndAShortOneDoesNot() {
		next();
		next();
		this.reconnector.connected(0);
		this.reconnector.lost(Reconnector.STABLE.toNanos() - 1);
		assertThat(next()).isEqualTo(4);

		this.reconnector.connected(0);
		this.reconnector.lost(Reconnector.STABLE.toNanos());
		assertThat(next()).isEqualTo(1);
	}

	@Test
	void givesUpAfterTheLastAttempt() {
		Reconnector twice = reconnector(new ReconnectPolicy(2, Duration.ZERO, Duration.ZERO, 1, 0), "one");

		assertThat(twice.next(LOST)).isNotNull();
		assertThat(twice.next(LOST)).isNotNull();
		assertThat(twice.next(LOST)).isNull();
	}

	@Test
	void triesEachServerBeforeItPauses() {
		Reconnector three = reconnector(ReconnectPolicy.fixed(Duration.ofSeconds(5)), "one", "two", "three");

		assertThat(three.next(LOST)).isZero();
		assertThat(three.next(LOST)).isZero();
		assertThat(three.endpoint().host()).isEqualTo("three");
		assertThat(three.next(LOST)).isEqualTo(Duration.ofSeconds(5));
		assertThat(three.endpoint().host()).isEqualTo("one");
	}

	@Test
	void withoutReconnectingTheWholeListIsTriedOnceAndALossIsFinal() {
		Reconnector once = reconnector(ReconnectPolicy.never(), "one", "two");
		assertThat(once.next(LOST)).isZero();

		once.connected(0);
		assertThat(once.next(LOST)).isNull();

		Reconnector twoDown = reconnector(ReconnectPolicy.never(), "one", "two");
		assertThat(twoDown.next(LOST)).isZero();
		assertThat(twoDown.next(LOST)).isNull();
	}

	@Test
	void wrongCredentialsAreFinalUnlessTheyHaveWorkedBefore() {
		assertThat(this.reconnector.next(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD))).isNull();

		this.reconnector.connected(0);
		this.reconnector.next(LOST);
		assertThat(this.reconnector.next(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD))).isNotNull();
	}

	@Test
	void anUnsupportedVersionIsFinal() {
		this.reconnector.connected(0);
		this.reconnector.next(LOST);

		assertThat(this.reconnector.next(refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION))).isNull();
	}

	@Test
	void aTakeOverIsFinalAndAProtocolErrorThatTheServerSawIsNot() {
		this.reconnector.connected(0);
		assertThat(this.reconnector.next(refused(ReasonCode.PROTOCOL_ERROR))).isNotNull();

		this.reconnector.connected(0);
		assertThat(this.reconnector.next(refused(ReasonCode.SESSION_TAKEN_OVER))).isNull();
	}

	@Test
	void aPolicyNamesTheRuleAndTheValue() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectPolicy(1, Duration.ZERO, Duration.ZERO, 0.5, 0))
			.withMessage("reconnect multiplier must be 1 or more, was 0.5");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1), 1, 0))
			.withMessage("reconnect min must be from 0 to max, was PT2S with max PT1S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReconnectPolicy(1, Duration.ZERO, Duration.ZERO, 1, Double.NaN))
			.withMessage("reconnect jitter must be 0 to 1, was NaN");
	}

	private long next() {
		Duration pause = this.reconnector.next(LOST);
		assertThat(pause).isNotNull();
		return pause.toSeconds();
	}

	private static MqttException refused(ReasonCode reasonCode) {
		return new MqttRejectedException(reasonCode, "refused");
	}

}
