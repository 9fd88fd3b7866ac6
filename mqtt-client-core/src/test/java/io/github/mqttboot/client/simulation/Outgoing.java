// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/** A message that the application publishes, and what became of it. */
final class Outgoing {

	final long number;

	final String topic;

	final QoS qos;

	/** Bytes of the payload. */
	final int size;

	/** Which process has published it. */
	final int life;

	/** How often the application had taken the connection away when it was published. */
	final int stops;

	/** Whether a client sent it at all. */
	boolean sent;

	/** Whether a client has found it in its store, and so owes it to the broker. */
	boolean restored;

	/** How often the broker has taken it for a new message. */
	int accepted;

	/** Whether the broker answered with an error. */
	boolean refused;

	/** Whether the broker lost the session in which this was sent. */
	boolean sessionLost;

	/** Whether the broker lost that session, and could not tell. */
	boolean uncertain;

	/** Whether the process ended before the future did. */
	boolean abandoned;

	boolean ended;

	@Nullable Throwable failure;

	Outgoing(long number, String topic, QoS qos, int size, int life, int stops) {
		this.number = number;
		this.topic = topic;
		this.qos = qos;
		this.size = size;
		this.life = life;
		this.stops = stops;
	}

	boolean succeeded() {
		return this.ended && this.failure == null;
	}

	@Override
	public String toString() {
		return "message " + this.number + " of QoS " + this.qos.level() + " to " + this.topic;
	}

}
