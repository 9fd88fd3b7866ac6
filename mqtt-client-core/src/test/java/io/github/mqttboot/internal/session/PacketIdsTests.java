// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import io.github.mqttboot.protocol.QoS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class PacketIdsTests {

	private final PacketIds ids = new PacketIds();

	@Test // [MQTT-2.2.1-3]
	void handsOutAll65535AndThenNoMore() {
		Map<Integer, Exchange<?>> used = new HashMap<>();
		for (int i = 1; i <= 65_535; i++) {
			Exchange<?> exchange = exchange();
			this.ids.assign(exchange);
			used.put(exchange.packetId(), exchange);
		}

		assertThat(used).hasSize(65_535).doesNotContainKey(0).doesNotContainKey(65_536);
		used.forEach((id, exchange) -> assertThat(this.ids.get(id)).isSameAs(exchange));
		assertThatIllegalStateException().isThrownBy(() -> this.ids.assign(exchange()));
	}

	@Test
	void oneThatIsFreeAmongAllIsFound() {
		Exchange<?> freed = exchange();
		for (int i = 1; i <= 65_535; i++) {
			this.ids.assign((i == 40_000) ? freed : exchange());
		}
		this.ids.release(freed);

		Exchange<?> next = exchange();
		this.ids.assign(next);

		assertThat(next.packetId()).isEqualTo(40_000);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void neverHandsOutOneInUseWhateverTheOrderOfReleases(long seed) {
		Random random = new Random(seed);
		Map<Integer, Exchange<?>> used = new HashMap<>();
		ArrayDeque<Exchange<?>> held = new ArrayDeque<>();
		for (int i = 0; i < 200_000; i++) {
			if (held.size() > 900 || (random.nextBoolean() && !held.isEmpty())) {
				Exchange<?> released = random.nextBoolean() ? held.removeFirst() : held.removeLast();
				used.remove(released.packetId());
				this.ids.release(released);
			}
			else {
				Exchange<?> exchange = exchange();
				this.ids.assign(exchange);
				assertThat(used.put(exchange.packetId(), exchange)).isNull();
				held.add(exchange);
			}
			assertThat(this.ids.used()).isEqualTo(held.size());
		}
		used.forEach((id, exchange) -> assertThat(this.ids.get(id)).isSameAs(exchange));
	}

	@Test
	void anIdentifierThatIsNotInUseFindsNothing() {
		this.ids.assign(exchange());

		assertThat(this.ids.get(17)).as("shares its lower bits with 1").isNull();
		assertThat(this.ids.get(2)).isNull();
	}

	private static Exchange<?> exchange() {
		return new PublishExchange(SessionFixture.message(QoS.AT_LEAST_ONCE, ""), 0, Runnable::run,
				(ended, failure) -> {
				});
	}

}
