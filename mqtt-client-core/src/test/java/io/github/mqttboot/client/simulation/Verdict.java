// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.QoS;

/** Judges whether messages have met the fate they may meet. */
final class Verdict {

	/** A payload of this size fits into any packet that the broker takes. */
	private static final int SMALL = 20;

	private final Scenario scenario;

	private final Ledger ledger;

	Verdict(Scenario scenario, Ledger ledger) {
		this.scenario = scenario;
		this.ledger = ledger;
	}

	/**
	 * The future of a message has failed.
	 * @param mayBeFull whether there were as many others as there may be
	 * @param stopped whether the application, or the client, had given up the connection
	 */
	void onFailure(Outgoing message, Throwable failure, boolean mayBeFull, boolean stopped) {
		if (!isJustified(message, failure, mayBeFull, stopped)) {
			this.ledger.violated("failed without a reason: " + message + ": " + failure);
		}
	}

	private boolean isJustified(Outgoing message, Throwable failure, boolean mayBeFull, boolean stopped) {
		if (failure instanceof MqttQueueFullException) {
			return mayBeFull;
		}
		if (failure instanceof MqttRejectedException && (message.refused || isTooLarge(message))) {
			return true;
		}
		if (message.qos == QoS.AT_MOST_ONCE || stopped) {
			return true;
		}
		return message.qos == QoS.EXACTLY_ONCE && message.sessionLost;
	}

	private boolean isTooLarge(Outgoing message) {
		return this.scenario.maximumPacketSize() != 0 && message.size > SMALL;
	}

	/** Everything is over: nothing may be missing. */
	void atTheEnd() {
		for (Outgoing message : this.ledger.outgoing()) {
			if (!message.ended && !message.abandoned) {
				this.ledger.violated("the future never ended: " + message);
			}
			if (message.restored && message.qos != QoS.AT_MOST_ONCE && message.accepted == 0 && !message.refused
					&& !message.sessionLost && !isTooLarge(message)) {
				this.ledger.violated("lost, although it was in the store: " + message);
			}
			if (message.succeeded() && message.qos != QoS.AT_MOST_ONCE && message.accepted == 0 && !message.uncertain) {
				this.ledger.violated("lost, although its future succeeded: " + message);
			}
		}
		for (Incoming message : this.ledger.incoming()) {
			if (message.qos != QoS.AT_MOST_ONCE && message.state != Incoming.State.DONE
					&& message.state != Incoming.State.LOST) {
				this.ledger.violated("never delivered: " + message + ", which is " + message.state);
			}
		}
	}

}
