// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscribe;

import org.jspecify.annotations.Nullable;

/** What {@link PlantedFault} does to the packets of a client. */
final class Tamperings {

	private Tamperings() {
	}

	/** Changes every packet that is sent. */
	static Tampering sending(UnaryOperator<Packet> change) {
		return new Tampering() {
			@Override
			public List<Packet> sending(Packet packet) {
				return List.of(change.apply(packet));
			}
		};
	}

	/** Changes every packet that the client gets to see. */
	static Tampering arriving(UnaryOperator<Packet> change) {
		return new Tampering() {
			@Override
			public List<Packet> arriving(Packet packet, Consumer<Packet> send) {
				return List.of(change.apply(packet));
			}
		};
	}

	/** Believes that a server answers PINGREQ. */
	static Tampering credulous() {
		return new Tampering() {
			@Override
			public List<Packet> answering(Packet packet) {
				return (packet instanceof PingReq) ? List.of(PingResp.INSTANCE) : List.of();
			}
		};
	}

	static Packet withDuplicate(Packet packet, boolean duplicate) {
		return isAbove0(packet) ? new Publish(((Publish) packet).message(), duplicate, ((Publish) packet).packetId())
				: packet;
	}

	static Packet without(Packet packet, Property<?> property) {
		return (packet instanceof ConnAck connAck) ? new ConnAck(connAck.sessionPresent(), connAck.reasonCode(),
				connAck.properties().toBuilder().set(property, null).build()) : packet;
	}

	static Packet withoutSession(Packet packet) {
		return (packet instanceof ConnAck connAck) ? new ConnAck(false, connAck.reasonCode(), connAck.properties())
				: packet;
	}

	private static boolean isAbove0(Packet packet) {
		return packet instanceof Publish publish && publish.message().qos() != QoS.AT_MOST_ONCE;
	}

	/** Uses the identifier of a message without PUBACK for the next one. */
	static final class IdentifiersInUse implements Tampering {

		private @Nullable Integer used;

		@Override
		public List<Packet> sending(Packet packet) {
			if (!isAbove0(packet) || ((Publish) packet).duplicate()) {
				return List.of(packet);
			}
			Publish publish = (Publish) packet;
			int id = (this.used != null) ? this.used : publish.packetId();
			this.used = id;
			return List.of(new Publish(publish.message(), false, id));
		}

	}

	/** Sends again in pairs, the second one first. */
	static final class ResentInPairs implements Tampering {

		private @Nullable Packet held;

		@Override
		public void connected() {
			this.held = null;
		}

		@Override
		public List<Packet> sending(Packet packet) {
			if (!isAbove0(packet) || !((Publish) packet).duplicate()) {
				return List.of(packet);
			}
			Packet before = this.held;
			this.held = (before == null) ? packet : null;
			return (before == null) ? List.of() : List.of(packet, before);
		}

	}

	/** Never sends PUBREL. */
	static final class PubRelsLost implements Tampering {

		@Override
		public List<Packet> sending(Packet packet) {
			return (packet instanceof PubRel) ? List.of() : List.of(packet);
		}

	}

	/** Sends PUBLISH again where PUBREL has to be sent again. */
	static final class PublishForPubRel implements Tampering {

		private final Map<Integer, Publish> published = new HashMap<>();

		private final Set<Integer> released = new HashSet<>();

		@Override
		public List<Packet> sending(Packet packet) {
			if (packet instanceof Publish publish && publish.message().properties().isEmpty()) {
				this.published.put(publish.packetId(), publish);
				this.released.remove(publish.packetId());
			}
			if (packet instanceof PubRel pubRel && !this.released.add(pubRel.packetId())) {
				Publish publish = this.published.get(pubRel.packetId());
				return List.of((publish != null) ? withDuplicate(publish, true) : packet);
			}
			return List.of(packet);
		}

	}

	/** Does not look at PUBACK. */
	static final class PubAcksUnseen implements Tampering {

		@Override
		public List<Packet> arriving(Packet packet, Consumer<Packet> send) {
			return (packet instanceof PubAck) ? List.of() : List.of(packet);
		}

	}

	/** Sends PUBACK when a message comes, not when it has been handled. */
	static final class AcknowledgedOnArrival implements Tampering {

		@Override
		public List<Packet> arriving(Packet packet, Consumer<Packet> send) {
			if (packet instanceof Publish publish && publish.message().qos() == QoS.AT_LEAST_ONCE) {
				send.accept(new PubAck(publish.packetId()));
			}
			return List.of(packet);
		}

		@Override
		public List<Packet> sending(Packet packet) {
			return (packet instanceof PubAck) ? List.of() : List.of(packet);
		}

	}

	/** Sends PUBACKs in pairs, the second one first. */
	static final class AcknowledgedInPairs implements Tampering {

		private final Deque<Packet> held = new ArrayDeque<>();

		@Override
		public void connected() {
			this.held.clear();
		}

		@Override
		public List<Packet> sending(Packet packet) {
			if (!(packet instanceof PubAck)) {
				return List.of(packet);
			}
			this.held.push(packet);
			if (this.held.size() < 2) {
				return List.of();
			}
			return List.of(this.held.pop(), this.held.pop());
		}

	}

	/** Forgets the packet identifiers of QoS 2 when the connection is lost. */
	static final class Forgetful implements Tampering {

		private final Set<Integer> forgotten = new HashSet<>();

		@Override
		public List<Packet> arriving(Packet packet, Consumer<Packet> send) {
			if (packet instanceof Publish publish && publish.message().qos() == QoS.EXACTLY_ONCE
					&& publish.duplicate()) {
				this.forgotten.add(publish.packetId());
				return List.of(new PubRel(publish.packetId()), packet);
			}
			return List.of(packet);
		}

		@Override
		public List<Packet> sending(Packet packet) {
			boolean unasked = packet instanceof PubComp pubComp && this.forgotten.remove(pubComp.packetId());
			return unasked ? List.of() : List.of(packet);
		}

	}

	/** Publishes once more what has been published. */
	static final class PublishedAgain implements Tampering {

		private final Map<Integer, Publish> published = new HashMap<>();

		@Override
		public void connected() {
			this.published.clear();
		}

		@Override
		public List<Packet> sending(Packet packet) {
			if (packet instanceof Publish publish && publish.message().properties().isEmpty()) {
				this.published.put(publish.packetId(), publish);
			}
			return List.of(packet);
		}

		@Override
		public List<Packet> arriving(Packet packet, Consumer<Packet> send) {
			if (packet instanceof PubComp pubComp) {
				Publish publish = this.published.remove(pubComp.packetId());
				if (publish != null) {
					send.accept(withDuplicate(publish, false));
				}
			}
			return List.of(packet);
		}

	}

	/** Subscribes on the first connection alone. */
	static final class SubscribedOnce implements Tampering {

		private int connections;

		@Override
		public void connected() {
			this.connections++;
		}

		@Override
		public List<Packet> sending(Packet packet) {
			return (packet instanceof Subscribe && this.connections > 1) ? List.of() : List.of(packet);
		}

	}

	/** Has something left to say after DISCONNECT. */
	static final class PingsAfterDisconnect implements Tampering {

		@Override
		public List<Packet> sending(Packet packet) {
			return (packet instanceof Disconnect) ? List.of(packet, PingReq.INSTANCE) : List.of(packet);
		}

	}

}
