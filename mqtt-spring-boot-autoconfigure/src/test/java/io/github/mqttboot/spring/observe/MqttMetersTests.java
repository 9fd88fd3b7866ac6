// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.DropReason;
import io.github.mqttboot.protocol.QoS;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

class MqttMetersTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private double count(String name, int qos) {
		return this.registry.get(name).tags("client", "press", "qos", Integer.toString(qos)).counter().count();
	}

	private Timer publish(int qos, String outcome) {
		return this.registry.get("mqtt.publish")
			.tags("client", "press", "qos", Integer.toString(qos), "outcome", outcome)
			.timer();
	}

	@Test
	void messagesAndBytesAreCountedByQosAndDirection() {
		MqttTrafficMeters meters = new MqttTrafficMeters(this.registry, "press");

		meters.sent(QoS.AT_MOST_ONCE, 10);
		meters.sent(QoS.EXACTLY_ONCE, 20);
		meters.sent(QoS.EXACTLY_ONCE, 30);
		meters.received(QoS.AT_LEAST_ONCE, 40);

		assertThat(count("mqtt.messages.sent", 0)).isEqualTo(1);
		assertThat(count("mqtt.messages.sent", 1)).isZero();
		assertThat(count("mqtt.messages.sent", 2)).isEqualTo(2);
		assertThat(count("mqtt.bytes.sent", 0)).isEqualTo(10);
		assertThat(count("mqtt.bytes.sent", 2)).isEqualTo(50);
		assertThat(count("mqtt.messages.received", 1)).isEqualTo(1);
		assertThat(count("mqtt.bytes.received", 1)).isEqualTo(40);
	}

	@Test
	void publishesAreTimedByQosAndOutcome() {
		MqttTrafficMeters meters = new MqttTrafficMeters(this.registry, "press");

		meters.publishEnded(QoS.AT_LEAST_ONCE, Duration.ofMillis(5), null);
		meters.publishEnded(QoS.AT_LEAST_ONCE, Duration.ofMillis(7), new IllegalStateException());

		assertThat(publish(1, "success").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
		assertThat(publish(1, "failure").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
		assertThat(publish(0, "success").count()).isZero();
	}

	@Test
	void dropsAreCountedByQosAndReason() {
		MqttTrafficMeters meters = new MqttTrafficMeters(this.registry, "press");

		meters.publishDropped(QoS.AT_LEAST_ONCE, DropReason.OVERFLOW);
		meters.publishDropped(QoS.AT_LEAST_ONCE, DropReason.OVERFLOW);
		meters.publishDropped(QoS.AT_LEAST_ONCE, DropReason.EXPIRED);

		assertThat(drops("overflow")).isEqualTo(2);
		assertThat(drops("expired")).isEqualTo(1);
	}

	private double drops(String reason) {
		return this.registry.get("mqtt.publish.dropped")
			.tags("client", "press", "qos", "1", "reason", reason)
			.counter()
			.count();
	}

	@Test
	void droppedMessagesAreCounted() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();

		new MqttTrafficMeters(registry, "press").dropped(QoS.AT_MOST_ONCE, 10);

		assertThat(registry.get("mqtt.messages.dropped").tags("client", "press", "qos", "0").counter().count())
			.isEqualTo(1);
	}

	@Test
	void trafficAddsNoMetersToThoseRegisteredAtFirst() {
		MqttTrafficMeters meters = new MqttTrafficMeters(this.registry, "press");
		int before = this.registry.getMeters().size();

		for (QoS qos : QoS.values()) {
			meters.sent(qos, 1);
			meters.received(qos, 1);
			meters.publishEnded(qos, Duration.ZERO, null);
			meters.publishDropped(qos, DropReason.EXPIRED);
		}

		assertThat(this.registry.getMeters()).hasSize(before).hasSize(27);
	}

	@Test
	void listenersAreTimedByOutcome() {
		MqttListenerMeters meters = new MqttListenerMeters(this.registry);

		meters.handled("readings", Duration.ofMillis(5), null);
		meters.handled("readings", Duration.ofMillis(6), null);
		meters.handled("alerts", Duration.ofMillis(7), new IllegalStateException());

		assertThat(
				this.registry.get("mqtt.listener").tags("listener", "readings", "outcome", "success").timer().count())
			.isEqualTo(2);
		assertThat(this.registry.get("mqtt.listener").tags("listener", "alerts", "outcome", "failure").timer().count())
			.isEqualTo(1);
	}

	@Test
	void sizesOfBatchesAreSummedUpByListener() {
		MqttListenerMeters meters = new MqttListenerMeters(this.registry);

		meters.batch("readings", 3);
		meters.batch("readings", 1);
		meters.batch("alerts", 2);

		DistributionSummary sizes = this.registry.get("mqtt.listener.batch.size")
			.tags("listener", "readings")
			.summary();
		assertThat(sizes.count()).isEqualTo(2);
		assertThat(sizes.totalAmount()).isEqualTo(4);
		assertThat(sizes.max()).isEqualTo(3);
	}

	@Test
	void listenersThatTakeEachMessageAloneHaveNoSizesOfBatches() {
		MqttListenerMeters meters = new MqttListenerMeters(this.registry);

		meters.handled("readings", Duration.ofMillis(5), null);

		assertThat(this.registry.find("mqtt.listener").meters()).isNotEmpty();
		assertThat(this.registry.find("mqtt.listener.batch.size").meters()).isEmpty();
	}

	@Test
	void messagesThatListenersFailWithAreCounted() {
		MqttListenerMeters meters = new MqttListenerMeters(this.registry);

		meters.retrying("readings");
		meters.retrying("readings");
		meters.failed("readings");
		meters.deadLetter("readings", new IllegalStateException());
		meters.deadLetter("readings", null);

		assertThat(listenerCount("mqtt.listener.retries")).isEqualTo(2);
		assertThat(listenerCount("mqtt.listener.failures")).isEqualTo(1);
		assertThat(listenerCount("mqtt.listener.dead.letters", "outcome", "success")).isEqualTo(1);
		assertThat(listenerCount("mqtt.listener.dead.letters", "outcome", "failure")).isEqualTo(1);
	}

	private double listenerCount(String name, String... tags) {
		return this.registry.get(name).tags("listener", "readings").tags(tags).counter().count();
	}

}
