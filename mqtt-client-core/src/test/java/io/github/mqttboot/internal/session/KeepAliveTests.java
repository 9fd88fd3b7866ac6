// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.internal.session.KeepAlive.Action;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeepAliveTests {

	private static final long INTERVAL = 60_000;

	private final KeepAlive keepAlive = new KeepAlive(INTERVAL, 20_000, 0);

	@Test // [MQTT-3.1.2-20]
	void pingsAfterAnIntervalOfSilence() {
		assertThat(this.keepAlive.check(INTERVAL - 1)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.check(INTERVAL)).isEqualTo(Action.PING);
	}

	@Test
	void trafficInBothDirectionsPutsThePingOff() {
		this.keepAlive.sent(30_000);
		this.keepAlive.received(30_000);

		assertThat(this.keepAlive.check(INTERVAL)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.nextCheck()).isEqualTo(90_000);
	}

	@Test
	void pingsAServerThatNeverSendsAlthoughTheClientDoes() {
		this.keepAlive.sent(59_000);

		assertThat(this.keepAlive.check(INTERVAL)).isEqualTo(Action.PING);
	}

	@Test
	void pingsAServerThatOnlySends() {
		this.keepAlive.received(59_000);

		assertThat(this.keepAlive.check(INTERVAL)).isEqualTo(Action.PING);
	}

	@Test
	void givesUpWhenThePingIsNotAnswered() {
		this.keepAlive.check(INTERVAL);

		assertThat(this.keepAlive.check(INTERVAL + 19_999)).isEqualTo(Action.NOTHING);
		assertThat(this.keepAlive.check(INTERVAL + 20_000)).isEqualTo(Action.GIVE_UP);
	}

	@Test
	void goesOnWhenThePingIsAnswered() {
		this.keepAlive.check(INTERVAL);
		this.keepAlive.sent(INTERVAL);
		this.keepAlive.received(INTERVAL + 5);
		this.keepAlive.answered();

		assertThat(this.keepAlive.check(INTERVAL + 20_000)).isEqualTo(Action.NOTHING);
	}

	@Test
	void noticesADeadConnectionWithinOneAndAHalfIntervals() {
		KeepAlive quick = new KeepAlive(2_000, 20_000, 0);
		quick.check(2_000);

		assertThat(quick.nextCheck()).isEqualTo(3_000);
		assertThat(quick.check(3_000)).isEqualTo(Action.GIVE_UP);
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

		assertThat(late.check(Long.MAX_VALUE - 10 + INTERVAL - 1)).isEqualTo(Action.NOTHING);
		assertThat(late.check(Long.MAX_VALUE - 10 + INTERVAL)).isEqualTo(Action.PING);
	}

}
