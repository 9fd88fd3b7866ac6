// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.store.StoredSession;

import org.jspecify.annotations.Nullable;

/**
 * The messages from the server: delivers each of QoS 2 once [MQTT-4.3.3-10], and sends
 * acknowledgements in the order the messages came [MQTT-4.6.0-2], [MQTT-4.6.0-3],
 * whatever order the application decides them in. Confined to the loop.
 */
final class InboundPublishes {

	private final SessionOutput output;

	private final StoredSession store;

	private final int receiveMaximum;

	private final int topicAliasMaximum;

	/**
	 * Whether PUBACK and PUBREC can say that a message is refused, and why; MQTT 3.1.1
	 * has no word for it.
	 */
	private final boolean refuses;

	private InboundAliases aliases;

	/** What came on this connection and is not answered, in the order it came. */
	private final ArrayDeque<Receipt> unanswered = new ArrayDeque<>(0);

	/** The messages of QoS 2 that PUBREL has not come for. */
	private final Map<Integer, Receipt> unreleased = new HashMap<>();

	/** Of {@link #unreleased}, those answered with PUBREC on this connection. */
	private int awaitingRelease;

	private int connection;

	/** Whether what comes on this connection is left with the server. */
	private boolean refusing;

	/** Whether the server's session may be another one than before. */
	private boolean doubtful;

	InboundPublishes(SessionOutput output, StoredSession store, int receiveMaximum, int topicAliasMaximum,
			boolean refuses) {
		this.output = output;
		this.store = store;
		this.refuses = refuses;
		this.receiveMaximum = receiveMaximum;
		this.topicAliasMaximum = topicAliasMaximum;
		this.aliases = new InboundAliases(topicAliasMaximum);
	}

	/** Takes over what another process has left; once, before anything else. */
	void restore() {
		for (int packetId : this.store.incoming()) {
			Receipt receipt = new Receipt(packetId, QoS.EXACTLY_ONCE, this.connection);
			receipt.takeDecision();
			this.unreleased.put(packetId, receipt);
		}
		this.connection++;
	}

	void receive(Publish packet) {
		if (this.refusing) {
			return; // no answer either: a kept session brings it again
		}
		Publish publish = this.aliases.resolve(packet);
		QoS qos = publish.message().qos();
		if (qos == QoS.AT_MOST_ONCE) {
			this.output.deliver(publish, null);
			return;
		}
		if (qos == QoS.EXACTLY_ONCE) {
			Receipt known = this.unreleased.get(publish.packetId());
			if (known != null && !isOfAnotherSession(publish, known)) {
				receiveAgain(known);
				return;
			}
			if (known != null) {
				this.store.removeIncoming(known.packetId());
			}
		}
		checkReceiveMaximum();
		Receipt receipt = new Receipt(publish.packetId(), qos, this.connection);
		this.unanswered.add(receipt);
		if (qos == QoS.EXACTLY_ONCE) {
			this.unreleased.put(publish.packetId(), receipt);
		}
		this.output.deliver(publish, receipt);
	}

	/** What came on an earlier connection would come with DUP [MQTT-3.3.1-1]. */
	private boolean isOfAnotherSession(Publish publish, Receipt known) {
		return this.doubtful && !publish.duplicate() && known.connection() != this.connection;
	}

	/** Not delivered again: it is, or was, with the application. */
	private void receiveAgain(Receipt known) {
		if (known.connection() == this.connection) {
			if (known.answered()) {
				this.output.send(new PubRec(known.packetId()));
			}
			return;
		}
		checkReceiveMaximum();
		known.arrivedAgainOn(this.connection);
		this.unanswered.add(known);
		answer();
	}

	/** Takes no more messages on this connection. */
	void refuseAll() {
		this.refusing = true;
	}

	/** Whether the server owes no PUBREL. */
	boolean isIdle() {
		return this.awaitingRelease == 0;
	}

	private void checkReceiveMaximum() {
		if (this.unanswered.size() + this.awaitingRelease >= this.receiveMaximum) {
			throw new MqttProtocolException(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "the server must not send more than "
					+ this.receiveMaximum + " messages without acknowledgement [MQTT-3.3.4-9]");
		}
	}

	void acknowledge(Receipt receipt) {
		receipt.takeDecision();
		if (receipt.qos() == QoS.EXACTLY_ONCE && this.unreleased.get(receipt.packetId()) == receipt
				&& (receipt.isAccepted() || !this.refuses)) {
			this.store.addIncoming(receipt.packetId());
		}
		answer();
	}

	private void answer() {
		Receipt first;
		while ((first = this.unanswered.peek()) != null) {
			ReasonCode outcome = first.outcome();
			if (outcome == null) {
				return;
			}
			this.unanswered.remove();
			first.answer();
			this.output.send(answerTo(first, outcome));
		}
	}

	private Packet answerTo(Receipt receipt, ReasonCode outcome) {
		PacketProperties properties = this.refuses ? receipt.properties() : PacketProperties.NONE;
		if (receipt.qos() == QoS.AT_LEAST_ONCE) {
			return new PubAck(receipt.packetId(), outcome, properties);
		}
		if (outcome.isError() && this.refuses) {
			this.unreleased.remove(receipt.packetId()); // the exchange ends here (section
														// 4.3.3)
			this.store.removeIncoming(receipt.packetId());
		}
		else {
			this.awaitingRelease++;
		}
		return new PubRec(receipt.packetId(), outcome, properties);
	}

	void released(PubRel packet) {
		Receipt receipt = this.unreleased.get(packet.packetId());
		if (receipt != null && receipt.connection() == this.connection && !receipt.answered()) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"PUBREL must answer PUBREC, which was not sent for packet identifier " + packet.packetId());
		}
		this.output.send(new PubComp(packet.packetId(), forget(packet.packetId(), receipt), PacketProperties.NONE));
	}

	private ReasonCode forget(int packetId, @Nullable Receipt receipt) {
		if (receipt == null) {
			return ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
		}
		this.unreleased.remove(packetId);
		this.store.removeIncoming(packetId);
		if (receipt.connection() == this.connection) {
			this.awaitingRelease--;
		}
		return ReasonCode.SUCCESS;
	}

	/**
	 * A connection is there.
	 * @param sessionPresent whether the server has a session
	 * @param doubtful whether that may have begun without the client's knowledge
	 */
	void connected(boolean sessionPresent, boolean doubtful) {
		this.doubtful = doubtful;
		if (!sessionPresent) {
			this.unreleased.forEach((packetId, receipt) -> this.store.removeIncoming(packetId));
			this.unreleased.clear();
		}
	}

	void disconnected() {
		this.refusing = false;
		this.connection++;
		this.aliases = new InboundAliases(this.topicAliasMaximum);
		this.unanswered.clear();
		this.awaitingRelease = 0;
	}

}
