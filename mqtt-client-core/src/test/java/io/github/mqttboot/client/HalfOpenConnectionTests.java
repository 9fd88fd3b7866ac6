// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When exactly a client notices that nothing comes back: three quarters of an interval
 * after the last that came it asks, and half an interval or {@code responseTimeout} later
 * it gives up.
 */
class HalfOpenConnectionTests {

	private final ManualTransport network = new ManualTransport();

	/** How often the client publishes. */
	enum Traffic {

		NONE, QOS_0, QOS_1;

		@Nullable MqttMessage message() {
			return (this == NONE) ? null
					: MqttMessage.builder("t").qos((this == QOS_0) ? QoS.AT_MOST_ONCE : QoS.AT_LEAST_ONCE).build();
		}

	}

	static Stream<Arguments> all() {
		List<Arguments> all = new ArrayList<>();
		for (int keepAlive : new int[] { 1, 2, 60, 65_535 }) {
			for (Duration responseTimeout : List.of(Duration.ofMillis(100), Duration.ofSeconds(20),
					Duration.ofDays(1))) {
				for (Traffic traffic : Traffic.values()) {
					for (boolean stuck : new boolean[] { false, true }) {
						all.add(Arguments.of(keepAlive, responseTimeout, traffic, stuck));
					}
				}
			}
		}
		return all.stream();
	}

	@ParameterizedTest(name = "keep alive {0} s, response timeout {1}, publishes {2}, network takes nothing {3}")
	@MethodSource("all")
	void isNoticedInTime(int keepAlive, Duration responseTimeout, Traffic traffic, boolean stuck) {
		assertNoticed(keepAlive, 0, responseTimeout, traffic, stuck);
	}

	@ParameterizedTest(
			name = "keep alive of the server {0} s, response timeout {1}, publishes {2}, network takes nothing {3}")
	@MethodSource("all")
	void isNoticedInTimeWithTheKeepAliveOfTheServer(int keepAlive, Duration responseTimeout, Traffic traffic,
			boolean stuck) {
		assertNoticed(0, keepAlive, responseTimeout, traffic, stuck);
	}

	private void assertNoticed(int ofClient, int ofServer, Duration responseTimeout, Traffic traffic, boolean stuck) {
		Duration interval = Duration.ofSeconds(Math.max(ofClient, ofServer));
		List<MqttEvent.Disconnected> noticed = new ArrayList<>();
		MqttClient client = client(ofClient, responseTimeout);
		client.on(MqttEvent.Disconnected.class, noticed::add);
		Peer peer = connect(client, ofServer);
		bePinged(peer, interval);
		peer.say(PingResp.INSTANCE); // is the last that comes
		long silent = this.network.nanoTime();
		peer.stuck = stuck;
		peer.writable = !stuck;

		Duration step = interval.dividedBy(100);
		while (noticed.isEmpty() && this.network.nanoTime() - silent <= interval.toNanos() * 3) {
			MqttMessage message = traffic.message();
			if (message != null) {
				client.publish(message);
			}
			this.network.advance(step);
		}

		assertThat(noticed).singleElement()
			.satisfies((event) -> assertThat(event.cause()).isInstanceOf(MqttTimeoutException.class)
				.hasMessage("the server does not answer PINGREQ"));
		Duration patience = min(responseTimeout, interval.dividedBy(2));
		Duration after = Duration.ofNanos(this.network.nanoTime() - silent);
		assertThat(after).isBetween(interval.multipliedBy(3).dividedBy(4).plus(patience),
				interval.multipliedBy(3).dividedBy(4).plus(patience).plus(step));
		assertThat(after).isLessThan(interval.multipliedBy(3).dividedBy(2));
	}

	private MqttClient client(int keepAliveSeconds, Duration responseTimeout) {
		return MqttClient.create(MqttClientOptions.builder("broker.example")
			.clean(true)
			.version(MqttVersion.V5)
			.keepAlive(Duration.ofSeconds(keepAliveSeconds))
			.responseTimeout(responseTimeout)
			.executor(this.network::execute)
			.transport(this.network)
			.build());
	}

	private Peer connect(MqttClient client, int serverKeepAlive) {
		client.connect();
		this.network.run();
		Peer peer = this.network.peer();
		peer.accept();
		peer.take();
		PacketProperties.Builder properties = PacketProperties.builder();
		if (serverKeepAlive > 0) {
			properties.set(Property.SERVER_KEEP_ALIVE, serverKeepAlive);
		}
		peer.say(new ConnAck(false, ReasonCode.SUCCESS, properties.build()));
		return peer;
	}

	private void bePinged(Peer peer, Duration interval) {
		this.network.advance(interval.multipliedBy(3).dividedBy(4));
		assertThat(peer.take()).containsExactly(PingReq.INSTANCE);
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
