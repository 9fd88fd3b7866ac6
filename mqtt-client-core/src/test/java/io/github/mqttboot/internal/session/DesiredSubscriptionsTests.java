// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.mqttboot.internal.session.DesiredSubscriptions.Desired;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DesiredSubscriptionsTests {

	private static final Subscription SUBSCRIPTION = Subscription.of("a", QoS.AT_LEAST_ONCE);

	private final DesiredSubscriptions desired = new DesiredSubscriptions();

	@Test
	void whatIsWantedAgainAndAgainAndNotGrantedIsKeptOnce() {
		Desired granted = add();
		this.desired.granted(granted, QoS.AT_LEAST_ONCE);
		IntStream.range(0, 100).forEach((i) -> add().request = null);
		Desired last = add();

		assertThat(chain()).hasSize(3).startsWith(last).endsWith(granted);
	}

	@Test
	void whatWasGrantedAndIsLostIsKeptBehindWhatIsNotGranted() {
		Desired lost = add();
		this.desired.granted(lost, QoS.AT_LEAST_ONCE);
		lost.granted = null;
		IntStream.range(0, 100).forEach((i) -> add().request = null);
		add();

		assertThat(chain()).hasSize(3).endsWith(lost);
	}

	@Test
	void whatIsAskedForIsKeptUntilItIsAnswered() {
		List<Desired> asked = IntStream.range(0, 10).mapToObj((i) -> add()).toList();

		assertThat(chain()).containsExactlyInAnyOrderElementsOf(asked);
	}

	private Desired add() {
		this.desired.add(SUBSCRIPTION,
				new SubscribeExchange(List.of(SUBSCRIPTION), PacketProperties.NONE, Runnable::run));
		return chain().get(0);
	}

	private List<Desired> chain() {
		List<Desired> chain = new ArrayList<>();
		this.desired.forEach(TopicFilter.of("a"), chain::add);
		return chain;
	}

}
