// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import io.github.mqttboot.protocol.QoS;

/** A message that the broker has for the client, and what became of it. */
final class Incoming {

	/** How far the exchange is, as the broker sees it. */
	enum State {

		WAITING, SENT, RELEASED, DONE, LOST

	}

	final long number;

	final String topic;

	/** The lower of the message's and the subscription's. */
	final QoS qos;

	State state = State.WAITING;

	/** How often a handler was called with it. */
	int delivered;

	/** In which process that was last. */
	int deliveredIn;

	/** How often a handler came to an end with it, well or not. */
	int handled;

	/** Whether a handler has it or is done with it, so that no other may get it. */
	boolean held;

	/** Whether an acknowledgement has left the client. */
	boolean answered;

	Incoming(long number, String topic, QoS qos) {
		this.number = number;
		this.topic = topic;
		this.qos = qos;
	}

	@Override
	public String toString() {
		return "message " + this.number + " of QoS " + this.qos.level() + " from " + this.topic;
	}

}
