// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketType;

/**
 * A SUBSCRIBE or UNSUBSCRIBE that waits for its answer.
 *
 * @param <T> the answer
 */
public abstract sealed class ControlExchange<T extends Packet> extends Exchange<T>
		permits SubscribeExchange, UnsubscribeExchange {

	private long deadline;

	ControlExchange(Callbacks callbacks) {
		super(callbacks);
	}

	/** The packet to send, with the identifier assigned before. */
	abstract Packet request(ServerLimits limits);

	abstract PacketType requestType();

	final long deadline() {
		return this.deadline;
	}

	final void deadline(long deadline) {
		this.deadline = deadline;
	}

}
