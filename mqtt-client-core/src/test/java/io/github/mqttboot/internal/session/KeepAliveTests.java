// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.internal.session.KeepAlive.Action;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeepAliveTests {

	private static final long INTERVAL = 60_000;

	private static final long SILENCE = 45_000;

	private final KeepAlive keepAlive = new KeepAlive(INTERVAL, 20_000, 0);

	@Test // [MQTT-3.1.2-20]
	void pingsBeforeAnIntervalOfSilenceIsOver() {
		assertThat(this.keepAlive.check(SILENCE - 1)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.check(SILENCE)).isEqualTo(Action.PING);
	}

	@Test
	void trafficInBothDirectionsPutsThePingOff() {
		this.keepAlive.sent(30_000);
		this.keepAlive.received(30_000);

		assertThat(this.keepAlive.check(SILENCE)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.nextCheck()).isEqualTo(30_000 + SILENCE);
	}

	@Test
	void pingsAServerThatNeverSendsAlthoughTheClientDoes() {
		this.keepAlive.sent(44_000);

		assertThat(this.keepAlive.check(SILENCE)).isEqualTo(Action.PING);
	}

	@Test
	void pingsAServerThatOnlySends() {
		this.keepAlive.received(44_000);

		assertThat(this.keepAlive.check(SILENCE)).isEqualTo(Action.PING);
	}

	@Test
	void givesUpWhenThePingIsNotAnswered() {
		this.keepAlive.check(SILENCE);

		assertThat(this.keepAlive.check(SILENCE + 19_999)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.check(SILENCE + 20_000)).isEqualTo(Action.GIVE_UP);
	}

	/** PINGRESP may be behind a large message, or many. */
	@Test
	void doesNotGiveUpAServerThatHasOtherThingsToSendBeforeTheAnswer() {
		this.keepAlive.check(SILENCE);
		this.keepAlive.sent(SILENCE);
		this.keepAlive.received(SILENCE + 15_000);

		assertThat(this.keepAlive.nextCheck()).isEqualTo(SILENCE + 35_000);
		assertThat(this.keepAlive.check(SILENCE + 34_999)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.check(SILENCE + 35_000)).isEqualTo(Action.GIVE_UP);
	}

	@Test // [MQTT-3.1.2-20]
	void pingsAgainIfTheAnswerTakesLongerThanTheSilenceMayLast() {
		this.keepAlive.check(SILENCE);
		this.keepAlive.sent(SILENCE);
		this.keepAlive.received(2 * SILENCE - 1);

		assertThat(this.keepAlive.nextCheck()).isEqualTo(2 * SILENCE);
		assertThat(this.keepAlive.check(2 * SILENCE - 1)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.check(2 * SILENCE)).isEqualTo(Action.PING);
	}

	@Test
	void goesOnWhenThePingIsAnswered() {
		this.keepAlive.check(SILENCE);
		this.keepAlive.sent(SILENCE);
		this.keepAlive.received(SILENCE + 5);
		this.keepAlive.answered();

		assertThat(this.keepAlive.check(SILENCE + 20_000)).isEqualTo(Action.NOTHING);
	}

	@Test
	void noticesADeadConnectionWithinOneAndAHalfIntervals() {
		KeepAlive quick = new KeepAlive(2_000, 20_000, 0);
		quick.check(1_500);

		assertThat(quick.nextCheck()).isEqualTo(2_500);
		assertThat(quick.check(2_500)).isEqualTo(Action.GIVE_UP);
	}

	@Test
	void zeroMeansNever() {
		KeepAlive never = new KeepAlive(0, 20_000, 0);

		assertThat(never.check(Long.MAX_VALUE)).isEqualTo(Action.NOTHING);
		assertThat(never.nextCheck()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void survivesAClockThatWrapsAround() {
		KeepAlive late = new KeepAlive(INTERVAL, 20_000, Long.MAX_VALUE - 10);

		assertThat(late.check(Long.MAX_VALUE - 10 + SILENCE - 1)).isEqualTo(Action.NOTHING);
		assertThat(late.check(Long.MAX_VALUE - 10 + SILENCE)).isEqualTo(Action.PING);
	}

}
