// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.PublishQueue;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;

/**
 * What kind of client, broker and network a seed is about. Extremes are drawn on purpose
 * and one at a time: a run with everything at once explores less than many that each go
 * far in some direction.
 */
final class Scenario {

	static final String CLIENT_ID = "me";

	/** Filters that the broker refuses begin like this. */
	static final String FORBIDDEN = "forbidden";

	/** Seconds until a session expires that never does. */
	static final long NEVER = 4_294_967_295L;

	private final MqttVersion version;

	private final boolean clean;

	private final long expirySeconds;

	private final AckMode ackMode;

	private final int keepAliveSeconds;

	private final int clientReceiveMaximum;

	private final int clientAliases;

	private final int publishCapacity;

	private final ReconnectPolicy reconnect;

	private final int responseSeconds;

	private final int brokerReceiveMaximum;

	private final int brokerAliases;

	private final int maximumPacketSize;

	private final int serverKeepAliveSeconds;

	private final int highestBrokerId;

	private final int refusalsInThousand;

	private final boolean acceptsOnRelease;

	private final boolean repeats;

	private final long answerDelay;

	private final long latency;

	private final int highWater;

	private final boolean handlerPerSubscription;

	private final int failuresInThousand;

	private final int slownessInThousand;

	private final long horizon;

	private final int calls;

	private final int faults;

	Scenario(SplittableRandom random) {
		this.version = random.nextInt(3) == 0 ? MqttVersion.V3_1_1 : MqttVersion.V5;
		this.clean = random.nextInt(4) == 0;
		this.expirySeconds = oneOf(random, NEVER, NEVER, 3600, 5);
		this.ackMode = (random.nextInt(3) == 0) ? AckMode.MANUAL : AckMode.AUTO;
		this.keepAliveSeconds = (int) oneOf(random, 4, 10, 60, 0);
		this.clientReceiveMaximum = (int) oneOf(random, 65_535, 65_535, 1, 3);
		this.clientAliases = (int) oneOf(random, 0, 1, 16);
		this.publishCapacity = (int) oneOf(random, 1000, 1000, 1000, 5);
		this.reconnect = reconnect(random);
		this.responseSeconds = (int) oneOf(random, 2, 20);
		this.brokerReceiveMaximum = (int) oneOf(random, 65_535, 1, 2, 10);
		this.brokerAliases = (int) oneOf(random, 0, 1, 2, 10);
		this.maximumPacketSize = (int) oneOf(random, 0, 0, 60);
		this.serverKeepAliveSeconds = (int) oneOf(random, 0, 0, 3);
		this.highestBrokerId = (int) oneOf(random, 65_535, 30);
		this.refusalsInThousand = (int) oneOf(random, 0, 0, 100);
		this.acceptsOnRelease = random.nextBoolean();
		this.repeats = this.version == MqttVersion.V3_1_1 && random.nextBoolean();
		this.answerDelay = VirtualTime.millis(oneOf(random, 0, 0, 30));
		this.latency = VirtualTime.millis(oneOf(random, 1, 20, 200));
		this.highWater = (int) oneOf(random, 1_000_000, 1_000_000, 200);
		this.handlerPerSubscription = random.nextInt(3) == 0;
		this.failuresInThousand = (int) oneOf(random, 0, 0, 100);
		this.slownessInThousand = (int) oneOf(random, 0, 0, 100);
		this.horizon = VirtualTime.seconds(oneOf(random, 3, 15, 60));
		this.calls = random.nextInt(10, 50);
		this.faults = random.nextInt(0, 7);
	}

	private static long oneOf(SplittableRandom random, long... values) {
		return values[random.nextInt(values.length)];
	}

	/** Without jitter, which is the only chance that the client takes by itself. */
	private static ReconnectPolicy reconnect(SplittableRandom random) {
		return switch (random.nextInt(4)) {
			case 0 -> ReconnectPolicy.fixed(Duration.ZERO);
			case 1 -> new ReconnectPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(1), 2, 0);
			case 2 -> ReconnectPolicy.fixed(Duration.ofMillis(200));
			default -> new ReconnectPolicy(Integer.MAX_VALUE, Duration.ofMillis(50), Duration.ofSeconds(8), 2, 0);
		};
	}

	/** The options of the client, without where it runs. */
	MqttClientOptions.Builder options() {
		MqttClientOptions.Builder options = MqttClientOptions.builder("broker")
			.version(this.version)
			.clientId(CLIENT_ID)
			.clean(this.clean)
			.ackMode(this.ackMode)
			.keepAlive(Duration.ofSeconds(this.keepAliveSeconds))
			.receiveMaximum(this.clientReceiveMaximum)
			.topicAliasMaximum(this.clientAliases)
			.publishQueue(PublishQueue.DEFAULT.withMessages(this.publishCapacity))
			.reconnect(this.reconnect)
			.connectTimeout(Duration.ofSeconds(5))
			.connAckTimeout(Duration.ofSeconds(this.responseSeconds))
			.responseTimeout(Duration.ofSeconds(this.responseSeconds));
		if (isV5() && !this.clean) {
			options.sessionExpiry(Duration.ofSeconds(this.expirySeconds));
		}
		return options;
	}

	/** What the broker tells in CONNACK, which need not be the same each time. */
	PacketProperties limits(SplittableRandom random) {
		if (!isV5()) {
			return PacketProperties.NONE;
		}
		PacketProperties.Builder properties = PacketProperties.builder();
		if (this.brokerReceiveMaximum != 65_535) {
			properties.set(Property.RECEIVE_MAXIMUM, random.nextInt(1, this.brokerReceiveMaximum + 1));
		}
		if (this.brokerAliases != 0) {
			properties.set(Property.TOPIC_ALIAS_MAXIMUM, this.brokerAliases);
		}
		if (this.maximumPacketSize != 0) {
			properties.set(Property.MAXIMUM_PACKET_SIZE, (long) this.maximumPacketSize);
		}
		if (this.serverKeepAliveSeconds != 0) {
			properties.set(Property.SERVER_KEEP_ALIVE, this.serverKeepAliveSeconds);
		}
		return properties.build();
	}

	/**
	 * How long it may take from the moment nothing goes wrong any more until the client
	 * is connected again.
	 */
	long recoveryLimit() {
		long longestPause = this.reconnect.max().toNanos();
		return longestPause + VirtualTime.seconds(5) // a connection that opens slowly
				+ VirtualTime.seconds(this.responseSeconds) // a CONNECT that was lost
				+ VirtualTime.seconds(2);
	}

	MqttVersion version() {
		return this.version;
	}

	boolean isV5() {
		return this.version == MqttVersion.V5;
	}

	boolean clean() {
		return this.clean;
	}

	AckMode ackMode() {
		return this.ackMode;
	}

	int keepAliveSeconds() {
		return this.keepAliveSeconds;
	}

	int publishCapacity() {
		return this.publishCapacity;
	}

	/** The largest packet the broker takes, or 0 if it takes all. */
	int maximumPacketSize() {
		return isV5() ? this.maximumPacketSize : 0;
	}

	int brokerAliases() {
		return this.brokerAliases;
	}

	/** The highest packet identifier the broker uses. */
	int highestBrokerId() {
		return this.highestBrokerId;
	}

	/** How many of a thousand messages the broker refuses. */
	int refusalsInThousand() {
		return this.refusalsInThousand;
	}

	/** Whether a message of QoS 2 is published at PUBREL, not at PUBLISH. */
	boolean acceptsOnRelease() {
		return this.acceptsOnRelease;
	}

	/**
	 * Whether the broker sends QoS 2 again while it has no answer, on the same
	 * connection.
	 */
	boolean repeats() {
		return this.repeats;
	}

	/** How long the broker takes for an answer, in nanoseconds at most. */
	long answerDelay() {
		return this.answerDelay;
	}

	long latency() {
		return this.latency;
	}

	/** How many bytes may be under way before the client's connection is not writable. */
	int highWater() {
		return this.highWater;
	}

	/** Whether subscriptions have handlers, or one handler takes everything. */
	boolean handlerPerSubscription() {
		return this.handlerPerSubscription;
	}

	int failuresInThousand() {
		return this.failuresInThousand;
	}

	int slownessInThousand() {
		return this.slownessInThousand;
	}

	/** How long things go wrong, in nanoseconds. */
	long horizon() {
		return this.horizon;
	}

	/** How often the application or the broker does something meanwhile. */
	int calls() {
		return this.calls;
	}

	/** How often something goes wrong meanwhile. */
	int faults() {
		return this.faults;
	}

	@Override
	public String toString() {
		return "MQTT " + this.version + (this.clean ? ", clean" : ", kept for " + this.expirySeconds + " s") + ", "
				+ this.ackMode + ", keep alive " + this.keepAliveSeconds + " s, receive maximum "
				+ this.clientReceiveMaximum + ", aliases " + this.clientAliases + ", capacity " + this.publishCapacity
				+ ", " + this.reconnect + ", response timeout " + this.responseSeconds + " s; broker: receive maximum "
				+ this.brokerReceiveMaximum + ", aliases " + this.brokerAliases + ", packets up to "
				+ this.maximumPacketSize + ", keep alive " + this.serverKeepAliveSeconds + ", identifiers up to "
				+ this.highestBrokerId + ", refuses " + this.refusalsInThousand + " in 1000, "
				+ (this.acceptsOnRelease ? "publishes on PUBREL" : "publishes on PUBLISH")
				+ (this.repeats ? ", repeats itself" : "") + ", answers in " + this.answerDelay + " ns; latency "
				+ this.latency + " ns, high water " + this.highWater + "; "
				+ (this.handlerPerSubscription ? "handlers by subscription" : "one handler") + ", fail "
				+ this.failuresInThousand + " in 1000, slow " + this.slownessInThousand + " in 1000; " + this.calls
				+ " calls and " + this.faults + " faults in " + this.horizon + " ns";
	}

}
