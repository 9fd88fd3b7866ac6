// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.store.StoredSession;

import org.jspecify.annotations.Nullable;

/** A session, of MQTT 5 unless said otherwise, with short words to drive it. */
final class SessionFixture {

	static final long SECOND = 1_000_000_000L;

	static final long RESPONSE_TIMEOUT = 20 * SECOND;

	final RecordingOutput output = new RecordingOutput();

	final Session session;

	SessionFixture() {
		this(65_535);
	}

	SessionFixture(int receiveMaximum) {
		this(MqttVersion.V5, receiveMaximum);
	}

	SessionFixture(MqttVersion version, int receiveMaximum) {
		this(version, receiveMaximum, null);
	}

	SessionFixture(MqttVersion version, int receiveMaximum, @Nullable StoredSession stored) {
		this(new SessionOptions(version, 60, receiveMaximum, null, 2, RESPONSE_TIMEOUT, Set.of(QoS.AT_LEAST_ONCE),
				false), stored);
	}

	private SessionFixture(SessionOptions options, @Nullable StoredSession stored) {
		this.session = new Session(options, this.output, stored);
		this.session.restore();
	}

	/** Of a client that keeps wanting what is refused the first time. */
	static SessionFixture retryingWhatIsRefused() {
		return new SessionFixture(new SessionOptions(MqttVersion.V5, 60, 65_535, null, 2, RESPONSE_TIMEOUT,
				Set.of(QoS.AT_LEAST_ONCE), true), null);
	}

	/** Of a client that may have so many messages in flight. */
	static SessionFixture withInFlight(MqttVersion version, int maxInFlight) {
		return new SessionFixture(new SessionOptions(version, 60, 65_535, maxInFlight, 2, RESPONSE_TIMEOUT,
				Set.of(QoS.AT_LEAST_ONCE), false), null);
	}

	boolean connect(boolean sessionPresent) {
		return connect(sessionPresent, PacketProperties.NONE);
	}

	boolean connect(boolean sessionPresent, PacketProperties properties) {
		return this.session.connected(new ConnAck(sessionPresent, ReasonCode.SUCCESS, properties), 0);
	}

	PublishExchange publish(QoS qos, String payload) {
		PublishExchange exchange = new PublishExchange(message(qos, payload), 0, Runnable::run, (ended, failure) -> {
		});
		this.session.publish(exchange);
		return exchange;
	}

	SubscribeExchange subscribe(String... filters) {
		List<Subscription> subscriptions = Arrays.stream(filters)
			.map((filter) -> Subscription.of(filter, QoS.AT_LEAST_ONCE))
			.toList();
		SubscribeExchange exchange = new SubscribeExchange(subscriptions, PacketProperties.NONE, Runnable::run);
		this.session.subscribe(exchange, 0);
		return exchange;
	}

	static MqttMessage message(QoS qos, String payload) {
		return MqttMessage.builder("t").qos(qos).payload(payload.getBytes(StandardCharsets.UTF_8)).build();
	}

	static Publish packet(QoS qos, String payload, int packetId) {
		return new Publish(message(qos, payload), false, packetId);
	}

	static Publish duplicate(QoS qos, String payload, int packetId) {
		return new Publish(message(qos, payload), true, packetId);
	}

}
