// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;

/** What a client that is connected may be waiting for. */
enum Phase {

	NOTHING {
		@Override
		CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		Packet awaited(ScriptedBroker broker) {
			return PingResp.INSTANCE;
		}
	},

	SUBACK {
		@Override
		CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client) {
			return client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE));
		}

		@Override
		Packet awaited(ScriptedBroker broker) {
			int packetId = broker.expect(Subscribe.class).packetId();
			return new SubAck(packetId, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE);
		}
	},

	UNSUBACK {
		@Override
		CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client) {
			return client.unsubscribe("t");
		}

		@Override
		Packet awaited(ScriptedBroker broker) {
			int packetId = broker.expect(Unsubscribe.class).packetId();
			return new UnsubAck(packetId, broker.isV5() ? List.of(ReasonCode.SUCCESS) : List.of(),
					PacketProperties.NONE);
		}
	},

	PUBACK {
		@Override
		CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client) {
			return client.publish(message(QoS.AT_LEAST_ONCE));
		}

		@Override
		Packet awaited(ScriptedBroker broker) {
			return new PubAck(broker.expect(Publish.class).packetId());
		}
	},

	PUBREC {
		@Override
		CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client) {
			return client.publish(message(QoS.EXACTLY_ONCE));
		}

		@Override
		Packet awaited(ScriptedBroker broker) {
			return new PubRec(broker.expect(Publish.class).packetId());
		}

		@Override
		void end(ScriptedBroker broker) {
			broker.send(new PubComp(broker.expect(PubRel.class).packetId()));
		}
	},

	PUBCOMP {
		@Override
		CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client) {
			CompletableFuture<?> publishing = client.publish(message(QoS.EXACTLY_ONCE));
			broker.send(new PubRec(broker.expect(Publish.class).packetId()));
			return publishing;
		}

		@Override
		Packet awaited(ScriptedBroker broker) {
			return new PubComp(broker.expect(PubRel.class).packetId());
		}
	},

	PUBREL {
		@Override
		CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client) {
			broker.send(new Publish(message(QoS.EXACTLY_ONCE), false, 7));
			broker.expect(new PubRec(7));
			return CompletableFuture.completedFuture(null);
		}

		@Override
		Packet awaited(ScriptedBroker broker) {
			return new PubRel(7);
		}

		@Override
		void end(ScriptedBroker broker) {
			broker.expect(new PubComp(7));
		}
	};

	private static MqttMessage message(QoS qos) {
		return MqttMessage.builder("t").qos(qos).payload("hello").build();
	}

	/** Makes the client do what it then waits in. */
	abstract CompletableFuture<?> begin(ScriptedBroker broker, MqttClient client);

	/**
	 * Takes what the client sends to reach this phase, on the first connection or, of its
	 * own accord, on a later one.
	 * @return what the client waits for
	 */
	abstract Packet awaited(ScriptedBroker broker);

	/** Does what is left to do when the client has got what it waited for. */
	void end(ScriptedBroker broker) {
	}

}
