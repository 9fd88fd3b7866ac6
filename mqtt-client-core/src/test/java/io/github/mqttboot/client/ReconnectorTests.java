// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.client.ServerReferences.Referral;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
		assertThat(this.reconnector.next(LOST, null)).isEqualTo(Duration.ZERO);

		this.random = 0.5;
		assertThat(this.reconnector.next(LOST, null)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void partialJitterKeepsTheRest() {
		Reconnector half = reconnector(new ReconnectPolicy(9, Duration.ofSeconds(8), Duration.ofSeconds(8), 1, 0.25),
				"one");
		this.random = 0;

		assertThat(half.next(LOST, null)).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void aStableConnectionBeginsAnewAndAShortOneDoesNot() {
		next();
		next();
		this.reconnector.connected(0);
		this.reconnector.lost(Duration.ofSeconds(10).toNanos() - 1);
		assertThat(next()).isEqualTo(4);

		this.reconnector.connected(0);
		this.reconnector.lost(Duration.ofSeconds(10).toNanos());
		assertThat(next()).isEqualTo(1);
	}

	@Test
	void howLongAConnectionMustLastCanBeSet() {
		Reconnector minute = reconnector(ReconnectPolicy.exponential().withStableAfter(Duration.ofMinutes(1)), "one");
		minute.next(LOST, null);
		minute.next(LOST, null);
		minute.connected(0);
		minute.lost(Duration.ofSeconds(59).toNanos());
		assertThat(minute.next(LOST, null)).isEqualTo(Duration.ofSeconds(4));

		minute.connected(0);
		minute.lost(Duration.ofSeconds(60).toNanos());
		assertThat(minute.next(LOST, null)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void pausesDoNotBeginAnewWhereTwoClientsTakeTurns() {
		for (int i = 0; i < 7; i++) {
			next();
		}

		this.reconnector.connected(0); // until the other one's pause of a minute is over
		this.reconnector.lost(Duration.ofSeconds(60).toNanos());
		assertThat(next()).isEqualTo(60);

		this.reconnector.connected(0);
		this.reconnector.lost(Duration.ofSeconds(120).toNanos());
		assertThat(next()).isEqualTo(1);
	}

	@Test
	void givesUpAfterTheLastAttempt() {
		Reconnector twice = reconnector(new ReconnectPolicy(2, Duration.ZERO, Duration.ZERO, 1, 0), "one");

		assertThat(twice.next(LOST, null)).isNotNull();
		assertThat(twice.next(LOST, null)).isNotNull();
		assertThat(twice.next(LOST, null)).isNull();
	}

	@Test
	void triesEachServerBeforeItPauses() {
		Reconnector three = reconnector(ReconnectPolicy.fixed(Duration.ofSeconds(5)), "one", "two", "three");

		assertThat(three.next(LOST, null)).isZero();
		assertThat(three.next(LOST, null)).isZero();
		assertThat(three.endpoint().host()).isEqualTo("three");
		assertThat(three.next(LOST, null)).isEqualTo(Duration.ofSeconds(5));
		assertThat(three.endpoint().host()).isEqualTo("one");
	}

	@Test
	void withoutReconnectingTheWholeListIsTriedOnceAndALossIsFinal() {
		Reconnector once = reconnector(ReconnectPolicy.never(), "one", "two");
		assertThat(once.next(LOST, null)).isZero();

		once.connected(0);
		assertThat(once.next(LOST, null)).isNull();

		Reconnector twoDown = reconnector(ReconnectPolicy.never(), "one", "two");
		assertThat(twoDown.next(LOST, null)).isZero();
		assertThat(twoDown.next(LOST, null)).isNull();
	}

	@Test
	void wrongCredentialsAreFinalUnlessTheyHaveWorkedBefore() {
		assertThat(this.reconnector.next(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD), null)).isNull();

		this.reconnector.connected(0);
		this.reconnector.next(LOST, null);
		assertThat(this.reconnector.next(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD), null)).isNotNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "BAD_USER_NAME_OR_PASSWORD", "NOT_AUTHORIZED", "BANNED" })
	void rightsThatMayBeGivenYetAreAskedForSlowlyWhereThePolicySaysSo(ReasonCode reasonCode) {
		Reconnector patient = reconnector(ReconnectPolicy.exponential().withRetryRefused(true), "one");

		assertThat(patient.next(refused(reasonCode), null)).isEqualTo(Duration.ofSeconds(60));
		assertThat(patient.next(refused(reasonCode), null)).isEqualTo(Duration.ofSeconds(60));
		assertThat(patient.next(refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION), null)).isNull();
	}

	@Test
	void aServerThatRefusesDoesNotKeepFromTheOthersWhereThePolicyGoesOn() {
		Reconnector patient = reconnector(ReconnectPolicy.exponential().withRetryRefused(true), "one", "two");

		assertThat(patient.next(refused(ReasonCode.NOT_AUTHORIZED), null)).isZero();

		assertThat(patient.endpoint().host()).isEqualTo("two");
	}

	@Test
	void anUnsupportedVersionIsFinal() {
		this.reconnector.connected(0);
		this.reconnector.next(LOST, null);

		assertThat(this.reconnector.next(refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION), null)).isNull();
	}

	@Test
	void aProtocolErrorThatTheServerSawOnAConnectionIsNotFinal() {
		this.reconnector.connected(0);

		assertThat(this.reconnector.next(refused(ReasonCode.PROTOCOL_ERROR), null)).isNotNull();
	}

	@Test
	void aTakeoverIsAnsweredSlowlyAndTheFourthInARowIsFinal() {
		for (int i = 1; i <= 3; i++) {
			this.reconnector.connected(0);
			this.reconnector.lost(1);
			assertThat(this.reconnector.next(refused(ReasonCode.SESSION_TAKEN_OVER), null))
				.isEqualTo(Duration.ofSeconds(60));
			assertThat(this.reconnector.takeovers()).isEqualTo(i);
		}

		this.reconnector.connected(0);
		this.reconnector.lost(1);
		assertThat(this.reconnector.next(refused(ReasonCode.SESSION_TAKEN_OVER), null)).isNull();
	}

	@Test
	void aTakeoverAfterAGoodConnectionIsTheFirstInARow() {
		Reconnector once = reconnector(ReconnectPolicy.exponential().withMaxTakeovers(1), "one");
		once.connected(0);
		once.lost(1);
		once.next(refused(ReasonCode.SESSION_TAKEN_OVER), null);

		once.connected(0);
		once.lost(Duration.ofMinutes(3).toNanos());

		assertThat(once.next(refused(ReasonCode.SESSION_TAKEN_OVER), null)).isNotNull();
		assertThat(once.takeovers()).isEqualTo(1);
	}

	@Test
	void threeShortConnectionsInARowLookLikeATakeover() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.reconnector.takeovers()).isZero();
			this.reconnector.connected(0);
			this.reconnector.lost(1);
			next();
		}

		assertThat(this.reconnector.takeovers()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVER_BUSY", "QUOTA_EXCEEDED", "CONNECTION_RATE_EXCEEDED", "USE_ANOTHER_SERVER",
			"SERVER_MOVED" })
	void aServerThatAsksForPeaceGetsTheLongestPause(ReasonCode reasonCode) {
		assertThat(this.reconnector.next(refused(reasonCode), null)).isEqualTo(Duration.ofSeconds(60));

		this.random = 0;
		this.reconnector.connected(0);
		assertThat(this.reconnector.next(refused(reasonCode), null)).isEqualTo(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVER_SHUTTING_DOWN", "KEEP_ALIVE_TIMEOUT", "UNSPECIFIED_ERROR", "ADMINISTRATIVE_ACTION" })
	void aServerThatWillBeBackIsTriedSoon(ReasonCode reasonCode) {
		this.reconnector.connected(0);

		assertThat(this.reconnector.next(refused(reasonCode), null)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void rightsThatWereTakenAwayMayComeBackSlowly() {
		this.reconnector.connected(0);
		assertThat(this.reconnector.next(refused(ReasonCode.NOT_AUTHORIZED), null)).isEqualTo(Duration.ofSeconds(60));
		assertThat(this.reconnector.next(refused(ReasonCode.NOT_AUTHORIZED), null)).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void anotherServerIsTriedAtOnceAndLeftWhenItFails() {
		assertThat(this.reconnector.next(refused(ReasonCode.USE_ANOTHER_SERVER), referral("other", false))).isZero();
		assertThat(this.reconnector.endpoint().host()).isEqualTo("other");

		assertThat(next()).isEqualTo(1);
		assertThat(this.reconnector.endpoint().host()).isEqualTo("one");
	}

	@Test
	void aServerThatHasMovedIsFoundAtItsNewPlaceAfterALoss() {
		this.reconnector.next(refused(ReasonCode.SERVER_MOVED), referral("new", true));
		this.reconnector.connected(0);
		next();
		assertThat(this.reconnector.endpoint().host()).isEqualTo("new");

		next();
		assertThat(this.reconnector.endpoint().host()).isEqualTo("one");
	}

	@Test
	void serversThatReferToEachOtherAreFollowedFiveTimesAndThenSlowly() {
		for (int i = 0; i < 5; i++) {
			assertThat(this.reconnector.next(refused(ReasonCode.USE_ANOTHER_SERVER), referral("s" + i, false)))
				.isZero();
		}

		assertThat(this.reconnector.next(refused(ReasonCode.USE_ANOTHER_SERVER), referral("s5", false)))
			.isEqualTo(Duration.ofSeconds(60));
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
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ReconnectPolicy.never().withStableAfter(Duration.ofSeconds(-1)))
			.withMessage("reconnect stable-after must be 0 or more, was PT-1S");
		assertThatIllegalArgumentException().isThrownBy(() -> ReconnectPolicy.never().withMaxTakeovers(-1))
			.withMessage("reconnect max-takeovers must be 0 or more, was -1");
	}

	private long next() {
		Duration pause = this.reconnector.next(LOST, null);
		assertThat(pause).isNotNull();
		return pause.toSeconds();
	}

	private static Referral referral(String host, boolean permanent) {
		return new Referral(Endpoint.parse(host, false), permanent);
	}

	private static MqttException refused(ReasonCode reasonCode) {
		return new MqttRejectedException(reasonCode, "refused");
	}

}
