// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;

import org.jspecify.annotations.Nullable;

/**
 * Watches one end of a session, the client's, over all its connections and lives, and
 * knows from what has gone in and out which packets may come out next.
 */
final class Referee {

	private final VirtualTime time;

	private final Ledger ledger;

	/** What was published and has not come to its end, by packet identifier. */
	private final Map<Integer, Sending> sendings = new HashMap<>();

	private long order;

	/** Whether there has been another process before. */
	private boolean restarted;

	/** Which of the broker's sessions the client was told of last. */
	private int session;

	/** A message with a packet identifier. */
	private static final class Sending {

		private final long number;

		private final long order;

		/** When PUBREC came, among all events; 0 before. */
		private long released;

		/** Whether it has left the client, so that no crash may undo it. */
		private boolean flushed;

		/** Whether PUBREL was sent, and has left the client. */
		private boolean pubRelSent;

		private boolean pubRelFlushed;

		/** Whether a crash may have undone that PUBREC had come. */
		private boolean releaseUncertain;

		Sending(long number, long order) {
			this.number = number;
			this.order = order;
		}

	}

	Referee(VirtualTime time, Ledger ledger) {
		this.time = time;
		this.ledger = ledger;
	}

	Connection connection() {
		return new Connection();
	}

	/**
	 * The process is gone, and another one goes on with what the store has: of what has
	 * not left the client it may know nothing.
	 */
	void restarted() {
		this.restarted = true;
		this.sendings.values().removeIf((each) -> !each.flushed);
		this.sendings.values().forEach((each) -> each.releaseUncertain = !each.pubRelFlushed);
	}

	/** A client has begun that remembers nothing. */
	void forgotten() {
		this.sendings.clear();
	}

	private void violated(String rule) {
		this.ledger.violated(rule);
	}

	/** The packets of one connection. */
	final class Connection {

		private @Nullable Connect connect;

		private @Nullable ConnAck connAck;

		private boolean disconnected;

		private boolean closed;

		private int receiveMaximum = 65_535;

		private long maximumPacketSize = Long.MAX_VALUE;

		private long keepAlive;

		private long lastSent;

		/** When something came last, or reading was resumed. */
		private long heard;

		private boolean reading = true;

		private boolean left;

		/** Identifiers sent on this connection that count against the receive maximum. */
		private final Set<Integer> inFlight = new HashSet<>();

		private long lastOrder;

		private long lastRelease;

		private final Set<Integer> requests = new HashSet<>();

		/** What is to be answered with PUBACK, PUBREC, PUBCOMP, in this order. */
		private final Deque<Integer> pubAcksOwed = new ArrayDeque<>();

		private final Deque<Integer> pubRecsOwed = new ArrayDeque<>();

		private final Deque<Integer> pubCompsOwed = new ArrayDeque<>();

		/** Answered with PUBREC, and not released yet. */
		private final Set<Integer> pubRecsSent = new HashSet<>();

		/** The messages whose PUBREC has not left the client. */
		private final List<Long> pubRecsUnflushed = new ArrayList<>();

		/** The message of each packet identifier of QoS 2 that came. */
		private final Map<Integer, Long> numbers = new HashMap<>();

		/** Came again after PUBREC: another PUBREC is welcome at any time. */
		private final Deque<Integer> pubRecsWelcome = new ArrayDeque<>();

		void sent(Packet packet, int size) {
			if (this.disconnected) {
				violated("sent " + packet + " after DISCONNECT [MQTT-3.14.4-2]");
			}
			if (this.closed) {
				violated("sent " + packet + " on a connection that is closed");
			}
			if (size > this.maximumPacketSize) {
				violated("sent " + packet + " of " + size + " bytes, the server takes " + this.maximumPacketSize
						+ " [MQTT-3.2.2-15]");
			}
			checkPhase(packet);
			long now = Referee.this.time.now();
			if (this.connAck != null && this.keepAlive > 0 && now - this.lastSent > this.keepAlive) {
				violated("sent nothing for longer than the keep alive [MQTT-3.1.2-20]");
			}
			this.lastSent = now;
			switch (packet.type()) {
				case CONNECT -> this.connect = (Connect) packet;
				case PUBLISH -> publish((Publish) packet);
				case PUBREL -> pubRel((PubRel) packet);
				case PUBACK -> answer(packet, ((PubAck) packet).packetId(), this.pubAcksOwed);
				case PUBREC -> pubRec((PubRec) packet);
				case PUBCOMP -> answer(packet, ((PubComp) packet).packetId(), this.pubCompsOwed);
				case SUBSCRIBE -> request(((Subscribe) packet).packetId());
				case UNSUBSCRIBE -> request(((Unsubscribe) packet).packetId());
				case DISCONNECT -> this.disconnected = true;
				case PINGREQ -> {
				}
				default -> violated("sent " + packet + ", which a client must not");
			}
		}

		private void checkPhase(Packet packet) {
			switch (packet.type()) {
				case CONNECT -> {
					if (this.connect != null) {
						violated("sent CONNECT twice [MQTT-3.1.0-2]");
					}
				}
				case DISCONNECT -> {
				}
				default -> {
					if (this.connAck == null) {
						violated("sent " + packet + " before CONNACK");
					}
				}
			}
		}

		private void publish(Publish packet) {
			MqttMessage message = packet.message();
			if (message.qos() == QoS.AT_MOST_ONCE) {
				return;
			}
			int id = packet.packetId();
			long number = Ledger.number(message);
			Referee.this.ledger.outgoing(number).sent = true;
			Sending sending = Referee.this.sendings.get(id);
			if (this.requests.contains(id)) {
				violated("packet identifier " + id + " is in use by a request [MQTT-2.2.1-3]");
			}
			if (sending == null) {
				if (packet.duplicate() && !Referee.this.ledger.outgoing(number).restored) {
					violated("DUP is set on a first attempt [MQTT-3.3.1-1]: " + packet);
				}
				// what comes from the store may have ended without its client's knowledge
				long order = packet.duplicate() ? this.lastOrder : ++Referee.this.order;
				sending = new Sending(number, order);
				Referee.this.sendings.put(id, sending);
			}
			else {
				checkResend(packet, number, sending);
			}
			if (!this.inFlight.add(id)) {
				violated("sent again on the same connection [MQTT-4.4.0-1]: " + packet);
			}
			if (this.inFlight.size() > this.receiveMaximum) {
				violated(this.inFlight.size() + " messages in flight, the server takes " + this.receiveMaximum
						+ " [MQTT-3.3.4-9]");
			}
			if (sending.order < this.lastOrder) {
				violated("sent again out of order [MQTT-4.6.0-1]: " + packet);
			}
			this.lastOrder = sending.order;
		}

		private void checkResend(Publish packet, long number, Sending sending) {
			if (sending.number != number) {
				violated("packet identifier " + packet.packetId() + " is in use by message " + sending.number
						+ " [MQTT-2.2.1-3]: " + packet);
			}
			else if (sending.released != 0 && !sending.releaseUncertain) {
				violated("PUBLISH after PUBREC [MQTT-4.3.3-6]: " + packet);
			}
			else if (!packet.duplicate()) {
				violated("DUP is not set on another attempt [MQTT-3.3.1-1]: " + packet);
			}
			sending.released = 0;
		}

		private void pubRel(PubRel packet) {
			Sending sending = Referee.this.sendings.get(packet.packetId());
			if (sending == null) {
				// it may have forgotten that PUBCOMP has come
				if (packet.reasonCode() != ReasonCode.PACKET_IDENTIFIER_NOT_FOUND && !Referee.this.restarted) {
					violated("PUBREL for an unknown packet identifier: " + packet);
				}
				return;
			}
			if (sending.released == 0) {
				violated("PUBREL before PUBREC [MQTT-4.3.3-5]: " + packet);
			}
			if (sending.released < this.lastRelease) {
				violated("PUBREL out of the order of PUBREC [MQTT-4.6.0-4]: " + packet);
			}
			this.lastRelease = Math.max(this.lastRelease, sending.released);
			sending.pubRelSent = true;
		}

		private void pubRec(PubRec packet) {
			int id = packet.packetId();
			if (this.pubRecsWelcome.removeFirstOccurrence(id)) {
				return;
			}
			answer(packet, id, this.pubRecsOwed);
			// MQTT 3.1.1 has no way to say that this was an error
			boolean ends = packet.reasonCode().isError() && this.connect != null
					&& this.connect.version() == MqttVersion.V5;
			if (!ends) {
				Long number = this.numbers.get(id);
				if (number != null) {
					this.pubRecsUnflushed.add(number);
				}
				this.pubRecsSent.add(id);
			}
		}

		private void answer(Packet packet, int id, Deque<Integer> owed) {
			Integer first = owed.poll();
			if (first == null || first != id) {
				violated("sent " + packet + " where an answer was owed to packet identifier " + first
						+ " [MQTT-4.6.0-2]");
			}
		}

		private void request(int id) {
			if (!this.requests.add(id) || Referee.this.sendings.containsKey(id)) {
				violated("packet identifier " + id + " is in use, and was used for a request [MQTT-2.2.1-3]");
			}
		}

		/** All that was sent is with the network. */
		void flushed() {
			for (Integer id : this.inFlight) {
				Sending sending = Referee.this.sendings.get(id);
				if (sending != null) {
					sending.flushed = true;
				}
			}
			Referee.this.sendings.values().forEach((each) -> each.pubRelFlushed |= each.pubRelSent);
			this.pubRecsUnflushed.forEach((number) -> Referee.this.ledger.incoming(number).answered = true);
			this.pubRecsUnflushed.clear();
		}

		/** Bytes have come. */
		void heard() {
			checkSilence();
			this.heard = Referee.this.time.now();
		}

		/** The client stops reading, or goes on: a silence of its own making. */
		void reading(boolean reading) {
			this.reading = reading;
			this.heard = Referee.this.time.now();
		}

		/** The client wants no more of the connection, or has lost it. */
		void left() {
			checkSilence();
			this.left = true;
		}

		private void checkSilence() {
			if (this.connAck != null && this.keepAlive > 0 && this.reading && !this.left
					&& Referee.this.time.now() - this.heard > this.keepAlive / 2 * 3) {
				violated("took no notice of a silence of one and a half intervals [section 3.1.2.10]");
			}
		}

		void received(Packet packet) {
			switch (packet.type()) {
				case CONNACK -> connAck((ConnAck) packet);
				case PUBLISH -> arrived((Publish) packet);
				case PUBACK -> end(((PubAck) packet).packetId());
				case PUBREC -> released((PubRec) packet);
				case PUBREL -> {
					this.pubRecsSent.remove(((PubRel) packet).packetId());
					this.pubCompsOwed.add(((PubRel) packet).packetId());
				}
				case PUBCOMP -> end(((PubComp) packet).packetId());
				case SUBACK -> this.requests.remove(((SubAck) packet).packetId());
				case UNSUBACK -> this.requests.remove(((UnsubAck) packet).packetId());
				default -> {
				}
			}
		}

		private void connAck(ConnAck packet) {
			Connect connect = this.connect;
			if (packet.reasonCode().isError() || connect == null) {
				return;
			}
			this.connAck = packet;
			this.receiveMaximum = packet.properties().get(Property.RECEIVE_MAXIMUM, 65_535);
			this.maximumPacketSize = packet.properties().get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
			this.keepAlive = VirtualTime
				.seconds(packet.properties().get(Property.SERVER_KEEP_ALIVE, connect.keepAliveSeconds()));
			this.lastSent = Referee.this.time.now(); // the interval is known from now on
			if (!packet.sessionPresent()) {
				Referee.this.sendings.clear();
				Referee.this.ledger.sessionLost();
			}
			else if (Referee.this.ledger.sessions() != Referee.this.session) {
				Referee.this.ledger.sessionLostUnseen();
			}
			Referee.this.session = Referee.this.ledger.sessions();
		}

		private void arrived(Publish packet) {
			if (packet.message().qos() == QoS.AT_LEAST_ONCE) {
				this.pubAcksOwed.add(packet.packetId());
			}
			else if (packet.message().qos() == QoS.EXACTLY_ONCE) {
				this.numbers.put(packet.packetId(), Ledger.number(packet.message()));
				if (this.pubRecsSent.contains(packet.packetId())) {
					this.pubRecsWelcome.add(packet.packetId());
				}
				else if (!this.pubRecsOwed.contains(packet.packetId())) {
					this.pubRecsOwed.add(packet.packetId());
				}
			}
		}

		private void released(PubRec packet) {
			Sending sending = Referee.this.sendings.get(packet.packetId());
			if (sending == null) {
				return;
			}
			if (packet.reasonCode().isError()) {
				end(packet.packetId());
			}
			else if (sending.released == 0) {
				sending.released = ++Referee.this.order;
			}
		}

		private void end(int id) {
			Referee.this.sendings.remove(id);
			this.inFlight.remove(id);
		}

		void closed() {
			left();
			this.closed = true;
		}

	}

}
